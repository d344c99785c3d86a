package org.shiplog.benchmarks;

import com.sun.net.httpserver.HttpServer;
import com.typesafe.config.ConfigFactory;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.shiplog.cluster.webhook.WebhookWorkers;
import org.shiplog.domain.aggregate.Entities;
import org.shiplog.domain.aggregate.Outcome;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.aggregate.Query;
import org.shiplog.domain.collection.PersistentMap;
import org.shiplog.domain.settings.SystemSettings;
import org.shiplog.domain.webhook.WebhookEventType;
import org.shiplog.domain.webhook.WebhookPolicy;
import org.shiplog.domain.webhook.WebhookTarget;
import org.shiplog.domain.webhook.Webhooks;
import org.shiplog.http.outbound.AddressGuard;
import org.shiplog.http.outbound.NameResolver;
import org.shiplog.http.settings.LiveSettings;
import org.shiplog.http.webhook.LaneRun;
import org.shiplog.http.webhook.Patience;
import org.shiplog.http.webhook.Sink;
import org.shiplog.http.webhook.TargetSecret;
import org.shiplog.http.webhook.TargetSecrets;
import org.shiplog.projections.webhook.DeliveryQueue;
import org.shiplog.storage.identity.SettingSecrets;
import org.shiplog.storage.postgres.Database;
import org.shiplog.storage.postgres.EmbeddedPostgres;

/**
 * How fast deliveries that wait reach a receiver that answers at once, while as many of each of other policies of the same project
 * wait for one that takes connections and never answers.
 */
public final class WebhookScale {
    private static final long PROJECT = 1;

    /** As many as a node has for all that is no read model. */
    private static final int CONNECTIONS = 12;

    private static final String DELIVERIES = """
        INSERT INTO webhook_delivery (policy_id, project_id, target, vendor_type, repository, event_type, event,
                                      occurred_at, operator, request_id, digest, tag, status)
        SELECT policy, %d, 0, 'WEBHOOK', 'scale/app-' || number %% %d, 'PUSH_ARTIFACT', policy || '-' || number, now(),
               'admin', 'request', 'sha256:' || repeat('0', 64), 'v' || number, 'Pending'
        FROM generate_series(1, %d) AS number, generate_series(1, %d) AS policy
        """;

    private static final String LANES = """
        INSERT INTO webhook_lane (policy_id, target, repository, project_id, vendor_type, backlog)
        SELECT policy_id, target, repository, project_id, vendor_type, count(*) FROM webhook_delivery
        GROUP BY policy_id, target, repository, project_id, vendor_type
        """;

    private WebhookScale() {}

    /** An entity that only answers. */
    private record Standing<I, S, C, F>(S state) implements Entities<I, S, C, F> {
        @Override
        public CompletionStage<Outcome<F>> execute(I id, C command, Provenance provenance) {
            throw new UnsupportedOperationException("nothing changes here");
        }

        @Override
        public <R> CompletionStage<R> query(I id, Query<S, R> query) {
            return CompletableFuture.completedFuture(query.answer(state));
        }
    }

    /** @param arguments the number of deliveries of each policy, of repositories, and of policies whose receiver is dead */
    public static void main(String[] arguments) throws IOException, SQLException, InterruptedException {
        int deliveries = Integer.parseInt(arguments[0]);
        int repositories = Integer.parseInt(arguments[1]);
        int dead = Integer.parseInt(arguments[2]);
        CountDownLatch left = new CountDownLatch(deliveries);
        HttpServer quick = quick(left);
        ActorSystem<Void> system = ActorSystem.create(
                Behaviors.empty(),
                "scale",
                ConfigFactory.parseString("pekko.loglevel = WARNING").withFallback(ConfigFactory.load()));
        try (var blocking = Executors.newVirtualThreadPerTaskExecutor();
                var silent = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
                var postgres = EmbeddedPostgres.start(Files.createTempDirectory("webhook-scale"));
                var database = Database.pool(postgres.address(), "scale", CONNECTIONS)) {
            Database.migrate(database);
            fill(database, deliveries, repositories, dead + 1);
            var queue = new DeliveryQueue(database, blocking);
            var secrets = new TargetSecrets(new SettingSecrets(database, blocking, new SecureRandom()));
            // The last of all, so that nothing favours it.
            long alive = dead + 1;
            var policies = PersistentMap.<Long, WebhookPolicy>empty()
                    .put(alive, policy(alive, secrets, quick.getAddress().getPort()));
            for (long id = 1; id < alive; id++) {
                policies = policies.put(id, policy(id, secrets, silent.getLocalPort()));
            }
            var run = new LaneRun(
                    new LaneRun.Ground(
                            queue,
                            new Standing<>(new Webhooks(policies)),
                            secrets,
                            new Sink(system, loopback(blocking))),
                    "registry.example",
                    Patience.STANDARD);
            var settings = new LiveSettings(new Standing<>(new SystemSettings(Map.of())), InstantSource.system());
            long began = System.nanoTime();
            var workers = WebhookWorkers.start(queue, run, settings, InstantSource.system());
            left.await();
            double seconds = (System.nanoTime() - began) / 1e9;
            System.out.printf(
                    Locale.ROOT,
                    "%d deliveries from %d repositories in %.1f s, %.0f a second; %d attempts at a dead receiver%n",
                    deliveries,
                    repositories,
                    seconds,
                    deliveries / seconds,
                    attempts(database, alive));
            workers.close();
        } finally {
            quick.stop(0);
            system.terminate();
        }
    }

    private static HttpServer quick(CountDownLatch left) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_000);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                exchange.sendResponseHeaders(204, -1);
                left.countDown();
            }
        });
        server.start();
        return server;
    }

    private static AddressGuard loopback(Executor blocking) {
        return new AddressGuard(NameResolver.SYSTEM, blocking, "127.0.0.1"::equals);
    }

    private static WebhookPolicy policy(long id, TargetSecrets secrets, int port) {
        var origin = "http://127.0.0.1:" + port;
        var secret = new TargetSecret(origin + "/", "", "key");
        var marker = secrets.keep(id, 0, secret, Optional.empty())
                .toCompletableFuture()
                .join();
        var target = new WebhookTarget(WebhookTarget.Kind.HTTP, WebhookTarget.Format.DEFAULT, origin, false, marker);
        return new WebhookPolicy(
                id,
                "policy-" + id,
                "",
                true,
                List.of(WebhookEventType.PUSH_ARTIFACT),
                List.of(),
                List.of(target),
                "admin",
                Instant.EPOCH,
                Instant.EPOCH);
    }

    private static void fill(HikariDataSource database, int deliveries, int repositories, int policies)
            throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(DELIVERIES.formatted(PROJECT, repositories, deliveries, policies));
            statement.execute(LANES);
            statement.execute("VACUUM ANALYZE webhook_delivery, webhook_lane");
        }
    }

    private static long attempts(HikariDataSource database, long alive) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT coalesce(sum(attempts), 0) FROM webhook_delivery WHERE policy_id <> " + alive)) {
            row.next();
            return row.getLong(1);
        }
    }
}
