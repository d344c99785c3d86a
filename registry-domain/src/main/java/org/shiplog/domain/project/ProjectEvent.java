package org.shiplog.domain.project;

import org.shiplog.domain.oci.RepositoryName;

public sealed interface ProjectEvent {
    record ProjectCreated(long projectId, String owner, Visibility visibility) implements ProjectEvent {}

    record VisibilityChanged(Visibility from, Visibility to) implements ProjectEvent {}

    record RepositoryRegistered(RepositoryName repository, long generation) implements ProjectEvent {}

    record RepositoryRemoved(RepositoryName repository, long generation) implements ProjectEvent {}

    record ProjectDeleted(long projectId) implements ProjectEvent {}
}
