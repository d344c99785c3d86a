package org.shiplog.projections.job;

import static org.shiplog.projections.query.BlockingQueries.rows;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.shiplog.domain.job.JobType;
import org.shiplog.projections.query.BlockingQueries;
import org.shiplog.projections.query.SqlText;

/**
 * Hands out tasks to the workers of all nodes, each to one at a time.
 *
 * <p>A lease says how long others wait, and nothing more: that a late worker does no harm rests on the fence, which the execution
 * compares when an attempt ends, and this class when a line is logged. Leases are no part of the read model: a rebuild of the queue
 * lets those who work go on.
 */
public final class WorkQueue {
    /** Lines of one task's log. */
    public static final int MAX_LINES = 10_000;

    /** Characters of one line. */
    public static final int MAX_LINE = 4_096;

    private static final int MAX_LOG_BYTES = 1_048_576;
    private static final int MAX_CHECK_IN = 255;

    // Index: job_queue_available_idx. Whom SKIP LOCKED lets pass finds the lease in its way a moment later.
    private static final String ACQUIRE = """
        , next AS (
            SELECT queue.task_id, queue.execution_id, queue.failures, queue.parameters
            FROM job_queue AS queue
            WHERE queue.vendor_type = ? AND queue.available_at <= (SELECT now FROM clock)
              AND NOT EXISTS (SELECT FROM job_paused AS paused WHERE paused.vendor_type = queue.vendor_type)
              AND NOT EXISTS (SELECT FROM job_lease AS held
                              WHERE held.task_id = queue.task_id AND held.expires_at > (SELECT now FROM clock))
            ORDER BY queue.available_at, queue.task_id
            LIMIT 1
            FOR UPDATE OF queue SKIP LOCKED),
        taken AS (
            INSERT INTO job_lease AS lease (task_id, pool_id, fence, acquired_at, expires_at)
            SELECT next.task_id, ?, nextval('job_fence'), clock.now, clock.now + make_interval(secs => ?) FROM next, clock
            ON CONFLICT (task_id) DO UPDATE
            SET pool_id = excluded.pool_id, fence = nextval('job_fence'), acquired_at = excluded.acquired_at,
                expires_at = excluded.expires_at, check_in = NULL, checked_in = NULL
            WHERE lease.expires_at <= excluded.acquired_at
            RETURNING task_id, fence)
        SELECT next.task_id, next.execution_id, next.failures, next.parameters, taken.fence
        FROM next JOIN taken ON taken.task_id = next.task_id
        """;

    private static final String RENEW = """
        UPDATE job_lease AS lease SET expires_at = clock.now + make_interval(secs => held.seconds)
        FROM clock, unnest(?, ?, ?) AS held (task_id, fence, seconds)
        WHERE lease.task_id = held.task_id AND lease.fence = held.fence
          AND EXISTS (SELECT FROM job_queue AS queue WHERE queue.task_id = lease.task_id)
        RETURNING lease.task_id
        """;

    private static final String RELEASE = """
        UPDATE job_lease AS lease SET expires_at = clock.now + make_interval(secs => ?) FROM clock
        WHERE lease.task_id = ? AND lease.fence = ?
        """;

    private static final String LOG = """
        , held AS (
            UPDATE job_lease SET log_lines = log_lines + 1, log_bytes = log_bytes + octet_length(?)
            WHERE task_id = ? AND fence = ?
            RETURNING task_id, log_lines, log_lines < ? AND log_bytes < ? AS fits),
        written AS (
            INSERT INTO job_log (task_id, line, at, text)
            SELECT held.task_id, held.log_lines, clock.now,
                   CASE WHEN held.fits THEN ? ELSE 'the log is full: nothing more is kept' END
            FROM held, clock
            WHERE held.fits OR NOT EXISTS (SELECT FROM job_log AS full_log
                                           WHERE full_log.task_id = held.task_id
                                             AND full_log.text = 'the log is full: nothing more is kept'))
        SELECT 1 FROM held
        """;

    private static final String CHECK_IN = """
        UPDATE job_lease AS lease SET check_in = ?, checked_in = clock.now FROM clock
        WHERE lease.task_id = ? AND lease.fence = ?
        """;

    private final BlockingQueries queries;
    private final Optional<InstantSource> clock;

    /** By the clock of the database, which all nodes share. */
    public WorkQueue(DataSource database, Executor blocking) {
        this(database, blocking, Optional.empty());
    }

    /** @param clock instead of the database's */
    public WorkQueue(DataSource database, Executor blocking, Optional<InstantSource> clock) {
        this.queries = new BlockingQueries(database, blocking);
        this.clock = clock;
    }

    /** The task of the type that has waited longest, if there is one that nobody does; then it is the pool's for so long. */
    public CompletionStage<Optional<Lease>> acquire(JobType type, String poolId, Duration length) {
        SqlText acquire = clock().then(ACQUIRE, type.value(), poolId, seconds(length));
        return queries.run(connection -> rows(
                        connection,
                        acquire,
                        row -> new Lease(
                                row.getLong("task_id"),
                                row.getLong("execution_id"),
                                type,
                                row.getLong("fence"),
                                row.getInt("failures"),
                                row.getString("parameters")))
                .stream()
                .findFirst());
    }

    /** What is to be held for longer. */
    public record Hold(long taskId, long fence, Duration length) {}

    /** The tasks whose leases were renewed. Who is missing lost the lease, or the task was stopped. */
    public CompletionStage<Set<Long>> renew(Collection<Hold> holds) {
        SqlText renew = clock().then(
                        RENEW,
                        holds.stream().map(Hold::taskId).toArray(Long[]::new),
                        holds.stream().map(Hold::fence).toArray(Long[]::new),
                        holds.stream().map(hold -> seconds(hold.length())).toArray(Double[]::new));
        return queries.run(connection -> new HashSet<>(rows(connection, renew, row -> row.getLong(1))));
    }

    /** Lets others have the task after a rest. Does nothing when they have it already. */
    public CompletionStage<Void> release(long taskId, long fence, Duration rest) {
        return change(clock().then(RELEASE, seconds(rest), taskId, fence));
    }

    /**
     * Adds a line to the task's log, up to its limits.
     *
     * @return false when the lease is another one's by now; then nothing was added
     */
    public CompletionStage<Boolean> log(long taskId, long fence, String text) {
        String line = storable(text, MAX_LINE);
        SqlText log = clock().then(LOG, line, taskId, fence, MAX_LINES, MAX_LOG_BYTES, line);
        return queries.run(
                connection -> !rows(connection, log, row -> row.getInt(1)).isEmpty());
    }

    /** Notes how far the task is, for people. */
    public CompletionStage<Void> checkIn(long taskId, long fence, String text) {
        return change(clock().then(CHECK_IN, storable(text, MAX_CHECK_IN), taskId, fence));
    }

    /**
     * Where tasks are done.
     *
     * @param concurrency how many at a time
     */
    public record Pool(String poolId, String host, long pid, int concurrency) {}

    /** Notes that the pool is there. */
    public CompletionStage<Void> announce(Pool pool) {
        return change(clock().then("""
             INSERT INTO job_pool (pool_id, host, pid, concurrency, started_at, heartbeat_at)
            SELECT ?, ?, ?, ?, clock.now, clock.now FROM clock
            ON CONFLICT (pool_id) DO UPDATE SET heartbeat_at = excluded.heartbeat_at
            """, pool.poolId(), pool.host(), pool.pid(), pool.concurrency()));
    }

    public CompletionStage<Void> leave(String poolId) {
        return change(SqlText.of("DELETE FROM job_pool WHERE pool_id = ?", poolId));
    }

    /**
     * Removes leases of tasks that ended, pools that are gone for an hour, and logs that are older than {@code logs} or of tasks that
     * are shown no more.
     */
    public CompletionStage<Void> clean(Duration logs) {
        // Indexes: job_log_age_idx, job_task_pkey; the other tables are small.
        SqlText ended = clock().then("""
             DELETE FROM job_lease AS lease USING clock
            WHERE lease.expires_at < clock.now - INTERVAL '1 hour'
              AND NOT EXISTS (SELECT FROM job_queue AS queue WHERE queue.task_id = lease.task_id)
            """);
        SqlText gone =
                clock().then(" DELETE FROM job_pool USING clock WHERE heartbeat_at < clock.now - INTERVAL '1 hour'");
        SqlText old = clock().then(
                        " DELETE FROM job_log USING clock WHERE at < clock.now - make_interval(secs => ?)",
                        seconds(logs));
        SqlText swept = clock().then("""
             DELETE FROM job_log AS log USING clock
            WHERE log.at < clock.now - INTERVAL '1 hour'
              AND NOT EXISTS (SELECT FROM job_task AS task WHERE task.task_id = log.task_id)
            """);
        return queries.run(connection -> {
                    ended.update(connection);
                    gone.update(connection);
                    old.update(connection);
                    swept.update(connection);
                    return true;
                })
                .thenAccept(_ -> {});
    }

    private CompletionStage<Void> change(SqlText statement) {
        return queries.run(connection -> update(connection, statement)).thenAccept(_ -> {});
    }

    private static boolean update(Connection connection, SqlText statement) throws SQLException {
        statement.update(connection);
        return true;
    }

    private SqlText clock() {
        Optional<Instant> now = clock.map(InstantSource::instant);
        return now.isPresent()
                ? SqlText.of(
                        "WITH clock AS (SELECT ?::timestamptz AS now)",
                        now.get().atOffset(ZoneOffset.UTC))
                : SqlText.of("WITH clock AS (SELECT now() AS now)");
    }

    private static double seconds(Duration length) {
        return length.toMillis() / 1000.0;
    }

    private static String storable(String text, int limit) {
        String line = text.replace('\0', '\uFFFD').replace('\n', ' ').replace('\r', ' ');
        return line.length() <= limit ? line : line.substring(0, limit);
    }
}
