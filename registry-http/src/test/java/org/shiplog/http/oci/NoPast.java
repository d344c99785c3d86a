package org.shiplog.http.oci;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.PastTag;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.projections.history.PastManifest;

/** A registry that remembers nothing. */
final class NoPast implements PastContent {
    @Override
    public CompletionStage<Optional<PastManifest>> tagAt(RepositoryName repository, long projectId, PastTag tag) {
        return CompletableFuture.completedStage(Optional.empty());
    }

    @Override
    public CompletionStage<Instant> horizon(RepositoryName repository) {
        return CompletableFuture.completedStage(Instant.MAX);
    }

    @Override
    public CompletionStage<Void> open(
            RepositoryName repository, long projectId, PastManifest manifest, List<Digest> children) {
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<Optional<PastManifest>> openManifest(
            RepositoryName repository, long projectId, Digest digest) {
        return CompletableFuture.completedStage(Optional.empty());
    }

    @Override
    public CompletionStage<Optional<Long>> openBlob(RepositoryName repository, long projectId, Digest digest) {
        return CompletableFuture.completedStage(Optional.empty());
    }

    @Override
    public Instant now() {
        return Instant.now();
    }
}
