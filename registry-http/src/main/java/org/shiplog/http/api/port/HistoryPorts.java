package org.shiplog.http.api.port;

import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.shiplog.domain.aggregate.EntityUnavailableException;
import org.shiplog.http.oci.StorageQuota;
import org.shiplog.projections.history.EventQueries;
import org.shiplog.projections.history.HeldQueries;
import org.shiplog.projections.history.HistoryQueries;
import org.shiplog.projections.history.Openings;
import org.shiplog.projections.history.SnapshotQueries;
import org.shiplog.storage.blob.BlobStore;
import org.shiplog.storage.manifest.ManifestStore;

/** What questions about the past, and its restoring, stand on. */
public record HistoryPorts(
        HistoryQueries queries,
        HeldQueries held,
        SnapshotQueries snapshots,
        EventQueries events,
        Openings openings,
        ManifestStore manifests,
        BlobStore blobs,
        StorageQuota quota,
        Fresh fresh) {
    /** Completes with whether the history holds everything that was acknowledged before. */
    public interface Fresh {
        CompletionStage<Boolean> await();
    }

    /** Asks about a past that is complete up to now. Fails when it cannot be, soon enough: half of it would be a wrong answer. */
    public <T> CompletionStage<T> ask(Supplier<CompletionStage<T>> question) {
        return fresh.await().thenCompose(complete -> {
            if (!complete) {
                throw new EntityUnavailableException("the history is not up to date");
            }
            return question.get();
        });
    }
}
