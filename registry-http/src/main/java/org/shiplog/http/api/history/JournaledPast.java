package org.shiplog.http.api.history;

import static java.util.concurrent.CompletableFuture.completedStage;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.oci.BlobReference;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.PastTag;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.repository.RepositoryEvent.ManifestPushed;
import org.shiplog.http.api.port.HistoryPorts;
import org.shiplog.http.oci.PastContent;
import org.shiplog.projections.history.PastManifest;
import org.shiplog.projections.journal.Change.RepositoryChange;

/** The past of repositories' content, as the journal tells it. */
public final class JournaledPast implements PastContent {
    /** Longer than a client takes from one request of a pull to the next. */
    private static final Duration OPEN = Duration.ofHours(1);

    private final HistoryPorts ports;
    private final Horizons horizons;
    private final InstantSource clock;

    public JournaledPast(HistoryPorts ports, Horizons horizons, InstantSource clock) {
        this.ports = ports;
        this.horizons = horizons;
        this.clock = clock;
    }

    @Override
    public CompletionStage<Optional<PastManifest>> tagAt(RepositoryName repository, long projectId, PastTag tag) {
        return ports.ask(() -> ports.queries().tagAt(repository, projectId, tag.tag(), tag.at()));
    }

    @Override
    public CompletionStage<Instant> horizon(RepositoryName repository) {
        return horizons.of(repository.project().orElseThrow()).thenApply(horizon -> horizon.at(clock.instant()));
    }

    @Override
    public CompletionStage<Void> open(
            RepositoryName repository, long projectId, PastManifest manifest, List<Digest> children) {
        CompletionStage<List<PastManifest>> known = children.isEmpty()
                ? completedStage(List.of())
                : ports.queries().pushes(repository, projectId, children);
        return known.thenCombine(blobs(repository, manifest), (found, blobs) -> {
                    List<PastManifest> all = new ArrayList<>(found);
                    all.add(manifest);
                    Instant now = clock.instant();
                    return ports.openings().open(repository, projectId, all, blobs, now, now.plus(OPEN));
                })
                .thenCompose(opened -> opened);
    }

    /** Only those that the repository had when the manifest came: what else a manifest may name is not for everybody. */
    private CompletionStage<List<BlobReference>> blobs(RepositoryName repository, PastManifest manifest) {
        return ports.events()
                .find("Repository|" + repository.value(), manifest.sequenceNumber())
                .thenApply(event -> event.isPresent()
                                && event.get().change() instanceof RepositoryChange(var _, ManifestPushed(var facts))
                                && facts.digest().equals(manifest.digest())
                        ? facts.blobs()
                        : List.of());
    }

    @Override
    public CompletionStage<Optional<PastManifest>> openManifest(
            RepositoryName repository, long projectId, Digest digest) {
        return ports.openings().manifest(repository, projectId, digest, clock.instant());
    }

    @Override
    public CompletionStage<Optional<Long>> openBlob(RepositoryName repository, long projectId, Digest digest) {
        return ports.openings().blob(repository, projectId, digest, clock.instant());
    }

    @Override
    public Instant now() {
        return clock.instant();
    }
}
