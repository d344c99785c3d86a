package org.shiplog.cluster;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.ActorSystem;
import org.shiplog.cluster.cli.Release;
import org.shiplog.cluster.config.BlobsConfig;
import org.shiplog.cluster.config.NodeConfig;
import org.shiplog.cluster.config.TlsIdentity;
import org.shiplog.cluster.entity.EntityKind;
import org.shiplog.cluster.entity.EntityObserver;
import org.shiplog.cluster.telemetry.EntityMetrics;
import org.shiplog.cluster.telemetry.RequestTelemetry;
import org.shiplog.cluster.telemetry.Telemetry;
import org.shiplog.cluster.telemetry.Tracing;
import org.shiplog.cluster.telemetry.WatchedAuthenticator;
import org.shiplog.cluster.telemetry.WatchedBlobStore;
import org.shiplog.cluster.telemetry.WatchedEntities;
import org.shiplog.cluster.telemetry.WatchedUploadSessions;
import org.shiplog.domain.aggregate.Entities;
import org.shiplog.domain.job.JobType;
import org.shiplog.http.auth.Authenticator;
import org.shiplog.http.auth.SecretChecks;
import org.shiplog.http.management.ManagementRoute;
import org.shiplog.http.route.RequestObserver;
import org.shiplog.projections.forward.ForwardQueries;
import org.shiplog.projections.job.BoardQueries;
import org.shiplog.projections.readmodel.ReadModelLag;
import org.shiplog.storage.blob.BlobStore;
import org.shiplog.storage.blob.UploadSessions;
import org.shiplog.storage.manifest.CachedManifestStore;

/** Puts the watchers between the parts of a node. */
final class NodeTelemetry implements AutoCloseable {
    private static final List<String> KINDS =
            List.of(EntityKind.PROJECT.name(), EntityKind.REPOSITORY.name(), EntityKind.USER.name());

    private final Telemetry telemetry;
    private final RequestObserver requests;

    /** @param instance tells this node from the others in traces */
    NodeTelemetry(NodeConfig config, String instance) {
        String version = Release.current().version();
        Optional<Tracing> tracing =
                config.tracing().map(endpoint -> Tracing.start(endpoint, new Tracing.Sender(version, instance)));
        this.telemetry = new Telemetry(version, tracing);
        this.requests = new RequestTelemetry(telemetry.registry(), tracing);
        telemetry.watchDisk("data", config.dataDirectory());
        if (config.blobs() instanceof BlobsConfig.Files(var directory)) {
            telemetry.watchDisk("blobs", directory);
        }
        telemetry.watchCertificate(config.tls().map(TlsIdentity::expires));
    }

    /** Told of every request. */
    RequestObserver requests() {
        return requests;
    }

    /** @param blocking writes the page: one of its readings asks file systems */
    ManagementRoute page(Executor blocking) {
        return ManagementRoute.reading(
                "/metrics", request -> CompletableFuture.supplyAsync(() -> telemetry.page(request), blocking));
    }

    /** Told of the entities of a kind on this node. */
    EntityObserver observer(EntityKind<?, ?, ?, ?> kind) {
        return new EntityMetrics(kind.name(), telemetry.registry());
    }

    <I, S, C, F> Entities<I, S, C, F> watched(Entities<I, S, C, F> entities, EntityKind<S, C, ?, F> kind) {
        return new WatchedEntities<>(entities, kind.name(), telemetry.registry(), telemetry.tracing());
    }

    BlobStore watched(BlobStore blobs) {
        return new WatchedBlobStore(blobs, telemetry.registry(), telemetry.tracing());
    }

    UploadSessions watched(UploadSessions uploads) {
        return new WatchedUploadSessions(uploads, telemetry.registry(), telemetry.tracing());
    }

    CachedManifestStore watched(CachedManifestStore manifests) {
        telemetry.watchManifestCache(manifests::hits, manifests::misses);
        return manifests;
    }

    Authenticator watched(Authenticator authenticator) {
        return new WatchedAuthenticator(authenticator, telemetry.registry(), telemetry.tracing());
    }

    SecretChecks watched(SecretChecks checks) {
        telemetry.watchLockouts(checks::lockouts);
        return checks;
    }

    /** To be called once the node is a member, and its entities and read models run. */
    void watch(ActorSystem<?> system, NodeDatabase database, InstantSource clock) {
        database.pools().forEach(telemetry::watchPool);
        telemetry.watchCluster(system, KINDS);
        telemetry.watchReadModels(new ReadModelLag(database.requests(), clock), NodeReadSide.ALL);
    }

    void watch(NodeLedger ledger) {
        telemetry.watchLedger(() -> ledger.refusal().isEmpty());
    }

    void watch(ForwardQueries forwarding) {
        telemetry.watchForwarding(forwarding);
    }

    void watchJobs(BoardQueries board, Set<JobType> types) {
        telemetry.watchJobs(board, types);
    }

    @Override
    public void close() {
        telemetry.close();
    }
}
