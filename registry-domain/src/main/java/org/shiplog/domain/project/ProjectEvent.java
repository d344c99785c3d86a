package org.shiplog.domain.project;

import java.util.Optional;
import org.shiplog.domain.oci.RepositoryName;

public sealed interface ProjectEvent {
    record ProjectCreated(long projectId, String owner, Visibility visibility) implements ProjectEvent {}

    record VisibilityChanged(Visibility from, Visibility to) implements ProjectEvent {}

    /** Empty stands for a key that is not set. */
    record MetadataChanged(String key, Optional<String> from, Optional<String> to) implements ProjectEvent {}

    record CveAllowlistChanged(CveAllowlist from, CveAllowlist to) implements ProjectEvent {}

    record StorageLimitChanged(long from, long to) implements ProjectEvent {}

    record MemberAdded(Member member) implements ProjectEvent {}

    record MemberChanged(Member from, Member to) implements ProjectEvent {}

    record MemberRemoved(Member member) implements ProjectEvent {}

    record RepositoryRegistered(RepositoryName repository, long generation) implements ProjectEvent {}

    record RepositoryRemoved(RepositoryName repository, long generation) implements ProjectEvent {}

    record ProjectDeleted(long projectId) implements ProjectEvent {}
}
