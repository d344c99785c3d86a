package org.shiplog.http.oci;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.ProjectName;

/** Room for what is pushed to projects that have a limit. Of projects without one, nobody asks. */
public interface StorageQuota {
    /** Room for everything. */
    StorageQuota UNLIMITED = new StorageQuota() {
        @Override
        public CompletionStage<Room> reserve(Demand demand, long limit) {
            return CompletableFuture.completedStage(new Room(true, 0));
        }

        @Override
        public CompletionStage<Void> release(Demand demand) {
            return CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<Long> taken(ProjectName project) {
            return CompletableFuture.completedStage(0L);
        }
    };

    /**
     * Something that a push is about to add to a project, if it is not there yet.
     *
     * @param holder the id of the request
     */
    record Demand(ProjectName project, Digest digest, long bytes, String holder) {}

    /** @param taken what is used and reserved, in bytes, without what was asked for */
    record Room(boolean granted, long taken) {}

    /**
     * Reserves room, so that pushes at the same time cannot exceed the limit together.
     *
     * @param limit in bytes
     */
    CompletionStage<Room> reserve(Demand demand, long limit);

    /** Gives back what was reserved, because the push was refused. Without it, a reservation ends when its content is counted, or in time. */
    CompletionStage<Void> release(Demand demand);

    /** How many bytes are used and reserved. */
    CompletionStage<Long> taken(ProjectName project);
}
