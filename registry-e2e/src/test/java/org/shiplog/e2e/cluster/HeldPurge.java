package org.shiplog.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.shiplog.e2e.node.Registry;
import org.shiplog.e2e.node.RegistryHttp;
import org.shiplog.storage.postgres.DatabaseAddress;

/**
 * A purge of the audit log that only counts, and is in the middle of it for as long as nobody may write the logs of tasks.
 *
 * <p>The lock keeps others from writing and not from reading, and those who wait for it have not begun their statement: a transaction
 * that waits with an id would hold back all read models, and so would this one if it kept everybody out.
 */
final class HeldPurge implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String POLICY = """
        {"schedule": {"type": "Manual"},
         "parameters": {"audit_retention_hour": 0, "include_event_types": "other", "dry_run": true}}
        """;
    private static final String HOLDER = """
        SELECT pool.pid, lease.fence, lease.acquired_at, lease.expires_at
        FROM job_lease AS lease JOIN job_pool AS pool ON pool.pool_id = lease.pool_id WHERE lease.task_id = ?
        """;
    private static final String WRITERS = """
        SELECT count(*) FROM pg_locks WHERE relation = 'job_log'::regclass AND NOT granted AND mode = 'RowExclusiveLock'
        """;

    private final Connection lock;
    private final Connection database;
    private final String execution;

    private HeldPurge(Connection lock, Connection database, String execution) {
        this.lock = lock;
        this.database = database;
        this.execution = execution;
    }

    /** Who has the task, by the number that the lease was given, and from when until when. */
    record Holder(long pid, long fence, Instant from, Instant until) {}

    static HeldPurge begin(DatabaseAddress address, RegistryHttp http) throws SQLException {
        var lock = DriverManager.getConnection(address.jdbcUrl());
        var database = DriverManager.getConnection(address.jdbcUrl());
        lock.setAutoCommit(false);
        try (var statement = lock.createStatement()) {
            statement.execute("LOCK TABLE job_log IN SHARE MODE");
        }
        var started = http.post("/api/v2.0/system/purgeaudit/schedule", POLICY);
        assertThat(started.status()).as(started.text()).isEqualTo(201);
        var location = Registry.path(started.header("Location"));
        return new HeldPurge(lock, database, location.substring(location.lastIndexOf('/') + 1));
    }

    /**
     * Who is in the middle of it as the one of that number to have begun it, from 1: who has the lease, and waits to write the log.
     * Those who were killed in the middle of it wait, too, until they get the lock or the database misses them.
     */
    Holder awaitHolder(int number, RegistryHttp http) {
        var task = Awaitility.await("somebody, as number " + number)
                .atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                .until(() -> task(http), running(number));
        Awaitility.await("what it has to say").atMost(PATIENCE).until(() -> writers() >= number);
        return Awaitility.await("who has it")
                .atMost(PATIENCE)
                .until(() -> holder(task.path("id").asLong()), Optional::isPresent)
                .orElseThrow();
    }

    private static Predicate<JsonNode> running(int number) {
        return task -> task.path("status").asText().equals("Running")
                && task.path("run_count").asInt() == number;
    }

    private int writers() throws SQLException {
        try (var query = database.prepareStatement(WRITERS);
                var row = query.executeQuery()) {
            row.next();
            return row.getInt(1);
        }
    }

    private Optional<Holder> holder(long task) throws SQLException {
        try (var query = database.prepareStatement(HOLDER)) {
            query.setLong(1, task);
            try (var row = query.executeQuery()) {
                return row.next()
                        ? Optional.of(new Holder(
                                row.getLong("pid"),
                                row.getLong("fence"),
                                row.getObject("acquired_at", OffsetDateTime.class)
                                        .toInstant(),
                                row.getObject("expires_at", OffsetDateTime.class)
                                        .toInstant()))
                        : Optional.empty();
            }
        }
    }

    /** Its only task. */
    JsonNode task(RegistryHttp http) {
        return http.get("/api/shiplog/v1/executions/" + execution + "/tasks")
                .json()
                .path(0);
    }

    List<String> log(RegistryHttp http) {
        return http.get("/api/v2.0/system/purgeaudit/" + execution + "/log")
                .text()
                .lines()
                .toList();
    }

    void letGoOn() throws SQLException {
        lock.rollback();
    }

    /** The task when nothing is left to do. */
    JsonNode awaitEnd(RegistryHttp http) {
        return Awaitility.await("the end of the purge")
                .atMost(PATIENCE)
                .until(() -> task(http), task -> task.hasNonNull("end_time"));
    }

    @Override
    public void close() throws SQLException {
        lock.close();
        database.close();
    }
}
