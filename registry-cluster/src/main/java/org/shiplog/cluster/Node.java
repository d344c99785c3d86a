package org.shiplog.cluster;

import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.stream.Materializer;
import org.shiplog.cluster.NodeHttp.NodeParts;
import org.shiplog.cluster.cli.RunningNode;
import org.shiplog.cluster.config.NodeConfig;
import org.shiplog.cluster.config.Secret;
import org.shiplog.cluster.config.TlsIdentity;
import org.shiplog.cluster.entity.JournalReplay;
import org.shiplog.cluster.serialization.JournalEvents;
import org.shiplog.cluster.serialization.SnapshotSerializer;
import org.shiplog.http.HttpServer;
import org.shiplog.http.api.PostgresProjectIds;
import org.shiplog.http.auth.Passwords;
import org.shiplog.http.route.Router;
import org.shiplog.storage.postgres.DataDirectoryLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One complete node, from its data directory to its port. Everything is started here, and stopped in the reverse order. */
public final class Node implements RunningNode {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    private static final Duration JOINING = Duration.ofSeconds(20);
    private static final Duration REQUESTS_GRACE = Duration.ofSeconds(10);

    private final NodeConfig config;
    private final Deque<Step> started = new ArrayDeque<>();
    private final InstantSource clock = InstantSource.system();
    private Optional<Secret> firstPassword = Optional.empty();
    private Optional<HttpServer> server = Optional.empty();

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

        NodeTelemetry telemetry = new NodeTelemetry(config, "shiplog");
        onClose("telemetry", telemetry::close);

        CompletableFuture<Void> schema = CompletableFuture.runAsync(database::migrate, blocking);
        ActorSystem<?> system = NodeSystem.start(database.address());
        onClose("actor system", () -> terminate(system));
        schema.join();
        progress.accept("Schema", "up to date");

        NodeSystem.formCluster(system, JOINING);
        progress.accept("Cluster", "of one node");
        NodeReadSide readSide = new NodeReadSide(database, blocking);
        onClose("journal signals", readSide::close);
        readSide.checkJournal();
        JournalReplay journal = new JournalReplay(
                database.requests(), new JournalEvents(), new SnapshotSerializer()::fromBinary, blocking);
        NodeEntities entities = NodeEntities.start(system, readSide::journalAdvanced, journal, telemetry);
        NodeStores stores = NodeStores.open(data, system, database, clock, telemetry);
        readSide.start(system);
        telemetry.watch(system, database, clock);

        Passwords passwords = new Passwords(new SecureRandom());
        FirstStart firstStart = new FirstStart(entities.users(), entities.projects(), passwords, clock);
        firstPassword = firstStart.ensureAdministrator(config.adminPassword(), data);
        firstStart.ensureLibrary(() -> new PostgresProjectIds(database.requests(), blocking)
                .next()
                .toCompletableFuture()
                .join());

        progress.accept("Registry", "entities, stores and read models");

        NodeParts parts = new NodeParts(database, entities, stores, readSide, telemetry, blocking);
        Router router = NodeHttp.router(config, parts, passwords, clock, Materializer.createMaterializer(system));
        HttpServer listening = HttpServer.start(
                        system, endpoint(), new HttpServer.Watched(router, telemetry.requests()), clock)
                .toCompletableFuture()
                .join();
        onClose(
                "requests",
                () -> listening.stop(REQUESTS_GRACE).toCompletableFuture().join());
        server = Optional.of(listening);
        progress.accept(
                "HTTP",
                "listening on " + config.http().host() + ":"
                        + listening.address().getPort());
    }

    private HttpServer.Endpoint endpoint() {
        return new HttpServer.Endpoint(
                config.http().host(), config.http().port(), config.tls().map(TlsIdentity::serverContext));
    }

    @Override
    public URI url() {
        return config.clientUrl(server.orElseThrow().address().getPort());
    }

    @Override
    public Optional<Secret> firstPassword() {
        return firstPassword;
    }

    /** Stops accepting requests, lets those in progress finish, hands the entities over and stops the database last. */
    @Override
    public synchronized void close() {
        while (!started.isEmpty()) {
            Step step = started.pop();
            try {
                step.stop().run();
            } catch (RuntimeException e) {
                LOG.warn("stopping {} failed, going on", step.what(), e);
            }
        }
    }

    private void onClose(String what, Runnable stop) {
        started.push(new Step(what, stop));
    }

    private record Step(String what, Runnable stop) {}

    private static void terminate(ActorSystem<?> system) {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().join();
    }
}
