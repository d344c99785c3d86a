package org.shiplog.http.oci;

import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.repository.RepositoryCommand.MountBlob;
import org.shiplog.domain.repository.RepositoryQuery.FindBlob;
import org.shiplog.http.route.Call;

/**
 * Takes a blob over from another repository (distribution-spec, "Mounting a blob from another repository").
 *
 * <p>Only from repositories that the caller may pull from, or else everyone could find out which content exists, and get it.
 */
final class BlobMounts {
    private final OciPorts ports;
    private final QuotaGate gate;

    BlobMounts(OciPorts ports) {
        this.ports = ports;
        this.gate = ports.quota();
    }

    private record Found(RepositoryName repository, long size) {}

    /**
     * Mounts the blob if it can be found, from {@code from} or, if that is empty, from wherever it is known to be.
     *
     * @return how the write ended; empty when the blob was not found where the caller may pull
     */
    CompletionStage<Optional<RepositoryWrite.Result>> mount(Call call, Digest digest, Optional<String> from) {
        return find(call, digest, from).thenCompose(found -> {
            if (found.isEmpty()) {
                return CompletableFuture.completedStage(Optional.empty());
            }
            RepositoryName source = found.get().repository();
            long size = found.get().size();
            return gate.storing(
                            call,
                            digest,
                            size,
                            () -> new RepositoryWrite(ports, call)
                                    .execute(generation -> new MountBlob(generation, digest, size, source)))
                    .thenApply(Optional::of);
        });
    }

    private CompletionStage<Optional<Found>> find(Call call, Digest digest, Optional<String> from) {
        if (from.isPresent()) {
            return RepositoryName.parse(from.get())
                    .map(source -> findIn(call, digest, source))
                    .orElseGet(() -> CompletableFuture.completedStage(Optional.empty()));
        }
        return findIn(call, digest, Repositories.name(call))
                .thenCompose(here -> here.isPresent()
                        ? CompletableFuture.completedStage(here)
                        : ports.locations()
                                .candidates(digest)
                                .thenCompose(candidates -> findInNext(call, digest, candidates.iterator())));
    }

    private CompletionStage<Optional<Found>> findInNext(Call call, Digest digest, Iterator<RepositoryName> candidates) {
        if (!candidates.hasNext()) {
            return CompletableFuture.completedStage(Optional.empty());
        }
        return findIn(call, digest, candidates.next())
                .thenCompose(found -> found.isPresent()
                        ? CompletableFuture.completedStage(found)
                        : findInNext(call, digest, candidates));
    }

    private CompletionStage<Optional<Found>> findIn(Call call, Digest digest, RepositoryName source) {
        return ports.access()
                .mayPull(call, source)
                .thenCompose(generation -> generation.isEmpty()
                        ? CompletableFuture.completedStage(Optional.empty())
                        : ports.repositories()
                                .query(source, new FindBlob(generation.get(), digest))
                                .thenApply(size -> size.map(bytes -> new Found(source, bytes))));
    }
}
