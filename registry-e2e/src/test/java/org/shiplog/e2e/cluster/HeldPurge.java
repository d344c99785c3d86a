package org.shiplog.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.shiplog.e2e.node.Registry;
import org.shiplog.e2e.node.RegistryHttp;
import org.shiplog.storage.postgres.DatabaseAddress;

/** A purge of the audit log that only counts, and is in the middle of it for as long as a lock on the log's table is held. */
final class HeldPurge implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String POLICY = """
        {"schedule": {"type": "Manual"},
         "parameters": {"audit_retention_hour": 0, "include_event_types": "other", "dry_run": true}}
        """;

    private final Connection lock;
    private final String execution;

    private HeldPurge(Connection lock, String execution) {
        this.lock = lock;
        this.execution = execution;
    }

    static HeldPurge begin(DatabaseAddress database, RegistryHttp http) throws SQLException {
        var lock = DriverManager.getConnection(database.jdbcUrl());
        lock.setAutoCommit(false);
        try (var statement = lock.createStatement()) {
            statement.execute("LOCK TABLE audit_log IN ACCESS EXCLUSIVE MODE");
        }
        var started = http.post("/api/v2.0/system/purgeaudit/schedule", POLICY);
        assertThat(started.status()).as(started.text()).isEqualTo(201);
        var location = Registry.path(started.header("Location"));
        return new HeldPurge(lock, location.substring(location.lastIndexOf('/') + 1));
    }

    /** The process of the node that has begun it. */
    long awaitWorker(RegistryHttp http) {
        return Awaitility.await("a worker")
                .atMost(PATIENCE)
                .until(() -> worker(http), Optional::isPresent)
                .orElseThrow();
    }

    /** The process of a node that has begun it after that one. */
    long awaitAnother(RegistryHttp http, long first) {
        return Awaitility.await("another worker")
                .atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                .until(() -> worker(http).filter(pid -> pid != first), Optional::isPresent)
                .orElseThrow();
    }

    private Optional<Long> worker(RegistryHttp http) {
        var task = task(http);
        if (!task.path("status").asText().equals("Running")) {
            return Optional.empty();
        }
        var workers = http.get("/api/v2.0/jobservice/pools/all/workers").json();
        var pools = http.get("/api/v2.0/jobservice/pools").json();
        return StreamSupport.stream(workers.spliterator(), false)
                .filter(worker ->
                        worker.path("job_id").asText().equals(task.path("id").asText()))
                .flatMap(worker -> StreamSupport.stream(pools.spliterator(), false)
                        .filter(pool -> pool.path("worker_pool_id")
                                .asText()
                                .equals(worker.path("pool_id").asText())))
                .map(pool -> pool.path("pid").asLong())
                .findFirst();
    }

    /** Its only task. */
    JsonNode task(RegistryHttp http) {
        return http.get("/api/shiplog/v1/executions/" + execution + "/tasks")
                .json()
                .path(0);
    }

    /** The task's log after its end. */
    String awaitLog(RegistryHttp http) {
        Awaitility.await("the end of the purge")
                .atMost(PATIENCE)
                .until(() -> task(http).path("status").asText().equals("Success"));
        return http.get("/api/v2.0/system/purgeaudit/" + execution + "/log").text();
    }

    /** Lets it go on. */
    void release() throws SQLException {
        lock.rollback();
    }

    @Override
    public void close() throws SQLException {
        lock.close();
    }
}
