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

    /**
     * A push came near to what the project may store, or asked for more. Not of every such push: see {@link #WARNED_AT}.
     *
     * @param repository that was pushed to
     * @param adding bytes that the push wanted to add; 0 when it was refused before it said how many
     * @param taken bytes that were used and reserved before it
     * @param limit in bytes
     * @param refused whether there was no room
     */
    record StorageLimitReached(RepositoryName repository, long adding, long taken, long limit, boolean refused)
            implements ProjectEvent {
        /** From this part of the limit on, in percent, pushes that are taken are told of, too. */
        public static final int WARNED_AT = 85;

        /** Whether so many bytes are near to the limit. */
        public static boolean isNear(long bytes, long limit) {
            return bytes >= limit * (WARNED_AT / 100.0);
        }

        /** In Harbor's words, which people look for. */
        public String details() {
            return refused
                    ? excess(adding, taken, limit)
                    : "quota usage reach " + WARNED_AT + "%: resource storage used " + StorageSize.text(taken + adding)
                            + " of " + StorageSize.text(limit);
        }

        /** Why a push is refused. */
        public static String excess(long adding, long taken, long limit) {
            return "adding " + StorageSize.text(adding)
                    + " of storage resource, which when updated to current usage of " + StorageSize.text(taken)
                    + " will exceed the configured upper limit of " + StorageSize.text(limit) + ".";
        }
    }

    record MemberAdded(Member member) implements ProjectEvent {}

    record MemberChanged(Member from, Member to) implements ProjectEvent {}

    record MemberRemoved(Member member) implements ProjectEvent {}

    record RepositoryRegistered(RepositoryName repository, long generation) implements ProjectEvent {}

    record RepositoryRemoved(RepositoryName repository, long generation) implements ProjectEvent {}

    record ProjectDeleted(long projectId) implements ProjectEvent {}
}
