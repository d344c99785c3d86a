package org.shiplog.cluster;

import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.stream.Materializer;
import org.shiplog.cluster.NodeHttp.NodeParts;
import org.shiplog.cluster.cli.Release;
import org.shiplog.cluster.cli.RunningNode;
import org.shiplog.cluster.config.ClusterConfig;
import org.shiplog.cluster.config.NodeConfig;
import org.shiplog.cluster.config.Secret;
import org.shiplog.cluster.config.SeedNode;
import org.shiplog.cluster.config.TlsIdentity;
import org.shiplog.cluster.entity.JournalReplay;
import org.shiplog.cluster.membership.Membership;
import org.shiplog.cluster.membership.NodeIdentity;
import org.shiplog.cluster.membership.Timing;
import org.shiplog.cluster.serialization.JournalEvents;
import org.shiplog.cluster.serialization.SnapshotSerializer;
import org.shiplog.cluster.webhook.WebhookWorkers;
import org.shiplog.http.HttpServer;
import org.shiplog.http.api.port.Ids;
import org.shiplog.http.api.readmodel.PostgresIds;
import org.shiplog.http.auth.LoginRecorder;
import org.shiplog.http.auth.Passwords;
import org.shiplog.http.management.ManagementRoute;
import org.shiplog.http.management.ManagementServer;
import org.shiplog.http.oci.PullRecorder;
import org.shiplog.http.route.Router;
import org.shiplog.http.settings.LiveSettings;
import org.shiplog.storage.postgres.DataDirectoryLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One complete node, from its data directory to its port. Everything is started here, and stopped in the reverse order. */
public final class Node implements RunningNode {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);

    /** For handing over shards and leaving the cluster; each of its phases has a shorter limit of its own. */
    private static final Duration LEAVING = Duration.ofSeconds(40);

    /** For requests of a node whose work others have taken over. */
    private static final Duration LOST_REQUESTS = Duration.ofSeconds(2);

    private static final Duration CUTTING = Duration.ofSeconds(5);

    private final NodeConfig config;
    private final Deque<Step> started = new ArrayDeque<>();
    private final InstantSource clock = InstantSource.system();
    private final NodeHealth health = new NodeHealth();
    private final CompletableFuture<String> lost = new CompletableFuture<>();
    private Optional<Secret> firstPassword = Optional.empty();
    private Optional<HttpServer> server = Optional.empty();
    private Optional<ManagementServer> management = Optional.empty();
    private Optional<Membership> membership = Optional.empty();
    private volatile boolean closing;

    private Node(NodeConfig config) {
        this.config = config;
    }

    /**
     * Starts a node and returns when it answers requests.
     *
     * @param progress told of each part that is up: its name, and a few words about it
     * @throws RuntimeException when it cannot start; whatever was started by then is stopped again
     */
    public static Node start(NodeConfig config, BiConsumer<String, String> progress) {
        Node node = new Node(config);
        try {
            node.run(progress);
            return node;
        } catch (SQLException e) {
            node.close();
            throw new IllegalStateException("the database refuses what a node needs", e);
        } catch (RuntimeException e) {
            node.close();
            throw e;
        }
    }

    private void run(BiConsumer<String, String> progress) throws SQLException {
        Path data = config.dataDirectory();
        DataDirectoryLock lock = DataDirectoryLock.acquire(data);
        onClose("data directory", lock::close);
        NodeDatabase database = NodeDatabase.open(config);
        onClose("database", database::close);
        progress.accept("Database", database.description());
        ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
        onClose("blocking work", blocking::shutdownNow);

        NodeIdentity identity = NodeIdentity.keptIn(data, Release.current().version());
        NodeTelemetry telemetry = new NodeTelemetry(config, identity.node().toString());
        onClose("telemetry", telemetry::close);

        CompletableFuture<Void> schema = CompletableFuture.runAsync(database::migrate, blocking);
        // Before the actor system, because entities that are handed over still write and tell of it.
        NodeReadSide readSide = new NodeReadSide(database, config.ledger(), blocking);
        health.watch(readSide.ledger());
        onClose("journal signals", readSide::close);
        // Before the actor system, too: while this node may still do something, the others must know of it.
        onClose("membership", () -> membership.ifPresent(Membership::close));
        ActorSystem<?> system = startSystem(database, telemetry.page(blocking));
        progress.accept("Health", "answered at " + managementUrl());
        schema.join();
        progress.accept("Schema", "up to date");

        readSide.checkJournal();
        join(system, database, identity);
        progress.accept("Cluster", membership().description());
        JournalReplay journal = new JournalReplay(
                database.requests(), new JournalEvents(), new SnapshotSerializer()::fromBinary, blocking);
        NodeEntities entities = NodeEntities.start(system, readSide, journal, telemetry);
        NodeStores stores = NodeStores.open(config.blobs(), system, database, clock, telemetry);
        readSide.start(system);
        telemetry.watch(system, database, clock);
        Materializer materializer = Materializer.createMaterializer(system);
        PullRecorder pulls = new PullRecorder(entities.pulls(), clock, materializer);
        onClose("pulls", pulls::close);
        LoginRecorder logins =
                new LoginRecorder(entities.logins(), new LiveSettings(entities.settings(), clock), clock, materializer);
        onClose("logins", logins::close);
        NodeJobs jobs = NodeJobs.start(
                entities,
                readSide,
                stores.archive(),
                new PostgresIds(database.requests(), blocking),
                config.cluster().host(),
                clock);
        onClose("jobs", jobs::close);
        telemetry.watchJobs(readSide.jobBoard(), jobs.queues());
        telemetry.watch(readSide.ledger());
        NodeForwarding forwarding = NodeForwarding.start(
                config, system, new NodeForwarding.Ground(database, entities, readSide), blocking, clock);
        onClose("audit forwarding", forwarding::close);
        health.watch(forwarding);
        telemetry.watch(readSide.forwarding(clock));
        NodeParts parts = new NodeParts(
                system,
                journal,
                database,
                entities,
                stores,
                readSide,
                pulls,
                logins,
                health,
                telemetry,
                jobs.starter(),
                forwarding.sinks(),
                blocking);
        Passwords passwords = new Passwords(new SecureRandom());
        firstStart(parts, passwords);
        progress.accept("Registry", "entities, stores and read models");

        Router router = NodeHttp.router(config, parts, passwords, clock, materializer);
        listen(system, new HttpServer.Watched(router, telemetry.requests()));
        onClose("those who follow events", readSide::endFollowing);
        WebhookWorkers webhooks = NodeWebhooks.start(parts, url().getRawAuthority(), clock);
        onClose("webhooks", webhooks::close);
        progress.accept(
                "HTTP",
                "listening on "
                        + at(
                                config.http().host(),
                                server.orElseThrow().address().getPort()));
    }

    private ActorSystem<?> startSystem(NodeDatabase database, ManagementRoute metrics) {
        ActorSystem<?> system = NodeSystem.start(database.address(), artery(config.cluster()));
        onClose("actor system", () -> terminate(system));
        system.getWhenTerminated().thenRun(() -> lose("its actor system has ended"));
        List<ManagementRoute> routes =
                Stream.concat(health.routes().stream(), Stream.of(metrics)).toList();
        management = Optional.of(ManagementServer.start(
                        system, config.management().host(), config.management().port(), routes)
                .toCompletableFuture()
                .join());
        return system;
    }

    private static ArteryAddress artery(ClusterConfig cluster) {
        return new ArteryAddress(
                cluster.host(),
                cluster.port(),
                cluster.tls()
                        .map(files ->
                                new ArteryAddress.MutualTls(files.certificate(), files.key(), files.authority())));
    }

    private void join(ActorSystem<?> system, NodeDatabase database, NodeIdentity identity) {
        List<SeedNode> seeds = config.cluster().seedNodes();
        Membership joined = seeds.isEmpty()
                ? Membership.join(system, database.impatient(), identity, Timing.STANDARD)
                : Membership.joinAt(seeds, system, database.impatient(), identity, Timing.STANDARD);
        membership = Optional.of(joined);
        joined.lost().thenAccept(this::lose);
        health.joined(joined);
    }

    private void firstStart(NodeParts parts, Passwords passwords) {
        FirstStart first = new FirstStart(
                parts.entities().accounts().users(), parts.entities().projects(), passwords, clock);
        firstPassword = first.ensureAdministrator(config.adminPassword(), config.dataDirectory());
        first.ensureLibrary(() -> new PostgresIds(parts.database().requests(), parts.blocking())
                .next(Ids.Sequence.PROJECT)
                .toCompletableFuture()
                .join());
    }

    private void listen(ActorSystem<?> system, HttpServer.Watched router) {
        HttpServer.Endpoint endpoint = new HttpServer.Endpoint(
                config.http().host(), config.http().port(), config.tls().map(TlsIdentity::serverContext));
        HttpServer listening = HttpServer.start(system, endpoint, router, clock)
                .toCompletableFuture()
                .join();
        onClose("requests", () -> finishRequests(listening));
        server = Optional.of(listening);
        membership().announce(url().toString(), managementUrl().toString());
        health.serving();
    }

    @Override
    public URI url() {
        return config.clientUrl(server.orElseThrow().address().getPort());
    }

    @Override
    public URI managementUrl() {
        return URI.create("http://"
                + at(
                        config.management().host(),
                        management.orElseThrow().address().getPort()));
    }

    @Override
    public Optional<Secret> firstPassword() {
        return firstPassword;
    }

    @Override
    public CompletionStage<String> lost() {
        return lost;
    }

    /**
     * Takes no more requests, lets those in progress finish, hands the entities over to the other nodes, and stops the database
     * last. Where there are other nodes, requests are still taken until balancers had time to send them there.
     */
    @Override
    public synchronized void close() {
        if (started.isEmpty()) {
            return;
        }
        closing = true;
        health.draining();
        membership.ifPresent(Membership::leave);
        server.ifPresent(HttpServer::endConnections);
        if (server.isPresent() && !isLost() && membership().hasOthers()) {
            LOG.info("draining: requests are taken for {} more", config.drain().delay());
            new CompletableFuture<Void>()
                    .completeOnTimeout(null, config.drain().delay().toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        }
        while (!started.isEmpty()) {
            Step step = started.pop();
            long began = System.nanoTime();
            try {
                step.stop().run();
                LOG.info("stopped: {}, in {} ms", step.what(), (System.nanoTime() - began) / 1_000_000);
            } catch (RuntimeException e) {
                LOG.warn("stopping {} failed, going on", step.what(), e);
            }
        }
    }

    private void finishRequests(HttpServer listening) {
        Duration limit = isLost() ? LOST_REQUESTS : config.drain().limit();
        listening
                .stop(limit)
                .toCompletableFuture()
                .orTimeout(limit.plus(CUTTING).toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    private static void terminate(ActorSystem<?> system) {
        system.terminate();
        system.getWhenTerminated()
                .toCompletableFuture()
                .orTimeout(LEAVING.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    private void lose(String reason) {
        if (!closing) {
            LOG.error("this node must stop: {}", reason);
            lost.completeAsync(() -> reason);
        }
    }

    private boolean isLost() {
        return lost.isDone();
    }

    private Membership membership() {
        return membership.orElseThrow();
    }

    private static String at(String host, int port) {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    private void onClose(String what, Runnable stop) {
        started.push(new Step(what, stop));
    }

    private record Step(String what, Runnable stop) {}
}
