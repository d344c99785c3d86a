package org.shiplog.projections.webhook;

import static org.shiplog.projections.query.BlockingQueries.rows;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.webhook.WebhookEventType;
import org.shiplog.projections.query.BlockingQueries;
import org.shiplog.projections.query.SqlText;

/**
 * Hands out lanes to those who deliver on all nodes, each to one at a time. Whoever has a lane delivers what waits in it one after the
 * other; the lane, and no other, waits when a delivery fails. Every change by who has lost a lane is without effect, by its fence.
 *
 * <p>A policy has only so many lanes at a time, and so has a project: who does not answer holds up nobody but those who asked for it. A
 * target that has just failed has fewer, and all such targets of a project half of its lanes, so that the others go on.
 */
public final class DeliveryQueue {
    /** For how long a lane is another's when nobody says more; longer than an attempt can take. */
    public static final Duration HOLD = Duration.ofSeconds(30);

    private static final int LANES_OF_POLICY = 4;
    private static final int LANES_OF_PROJECT = 8;

    /** Of a target with a lane from which the last attempt has failed. */
    private static final int LANES_OF_FAILING_TARGET = 2;

    private static final int FAILING_LANES_OF_PROJECT = 4;

    // Indexes: webhook_lane_available_idx, webhook_lane_held_idx, webhook_lane_failing_idx. Who skips a locked row
    // finds the
    // lane held a moment later.
    private static final String ACQUIRE = """
        WITH busy AS MATERIALIZED (
            SELECT policy_id, target, project_id FROM webhook_lane WHERE held_until > now()
        ), failing AS MATERIALIZED (
            SELECT DISTINCT policy_id, target FROM webhook_lane WHERE failures > 0
        ), next AS (
            SELECT lane.policy_id, lane.target, lane.repository FROM webhook_lane AS lane
            WHERE lane.available_at <= now() AND (lane.held_until IS NULL OR lane.held_until <= now())
              AND NOT EXISTS (SELECT FROM job_paused AS paused WHERE paused.vendor_type = lane.vendor_type)
              AND (SELECT count(*) FROM busy WHERE busy.policy_id = lane.policy_id) < ?
              AND (SELECT count(*) FROM busy WHERE busy.project_id = lane.project_id) < ?
              AND ((lane.policy_id, lane.target) NOT IN (SELECT policy_id, target FROM failing)
                   OR (SELECT count(*) FROM busy
                       WHERE busy.policy_id = lane.policy_id AND busy.target = lane.target) < ?
                      AND (SELECT count(*) FROM busy JOIN failing USING (policy_id, target)
                           WHERE busy.project_id = lane.project_id) < ?)
            ORDER BY lane.available_at, lane.policy_id, lane.target, lane.repository
            LIMIT 1
            FOR UPDATE OF lane SKIP LOCKED)
        UPDATE webhook_lane AS lane
        SET fence = nextval('job_fence'), held_until = now() + make_interval(secs => ?)
        FROM next
        WHERE lane.policy_id = next.policy_id AND lane.target = next.target AND lane.repository = next.repository
        RETURNING lane.policy_id, lane.project_id, lane.target, lane.repository, lane.fence
        """;

    // Index: webhook_delivery_next_idx. Its commit waits for no disk: a crash of the database can only lose that an
    // attempt has begun.
    private static final String NEXT = """
        WITH held AS (
            UPDATE webhook_lane SET held_until = now() + make_interval(secs => ?)
            WHERE policy_id = ? AND target = ? AND repository = ? AND fence = ?
            RETURNING policy_id, target, repository
        ), first AS (
            SELECT delivery.* FROM held JOIN webhook_delivery AS delivery USING (policy_id, target, repository)
            WHERE delivery.ended_at IS NULL ORDER BY delivery.delivery_id LIMIT 1
        ), begun AS (
            UPDATE webhook_delivery AS delivery
            SET status = 'Running', started_at = coalesce(delivery.started_at, now()), updated_at = now()
            FROM first WHERE delivery.delivery_id = first.delivery_id
        )
        SELECT first.*, project.visibility, repository.created_at AS repository_created,
               set_config('synchronous_commit', 'off', true)
        FROM first
        LEFT JOIN catalog_project AS project ON project.project_id = first.project_id
        LEFT JOIN catalog_repository AS repository ON repository.name = first.repository
        """;

    private static final String END = """
        WITH held AS (
            UPDATE webhook_lane SET backlog = backlog - 1, waiting_since = now(),
                failures = CASE WHEN ? = 'Success' THEN 0 ELSE failures + 1 END
            WHERE policy_id = ? AND target = ? AND repository = ? AND fence = ?
            RETURNING policy_id
        ), changed AS (
            UPDATE webhook_delivery
            SET status = ?, message = ?, attempts = attempts + 1, updated_at = now(), ended_at = now()
            WHERE delivery_id = ? AND ended_at IS NULL AND EXISTS (SELECT FROM held)
            RETURNING task_id
        )
        """;

    private static final String RETRY = """
        WITH held AS (
            UPDATE webhook_lane SET available_at = now() + make_interval(secs => ?), held_until = NULL,
                failures = failures + 1
            WHERE policy_id = ? AND target = ? AND repository = ? AND fence = ?
            RETURNING policy_id
        ), changed AS (
            UPDATE webhook_delivery
            SET status = 'Scheduled', message = ?, attempts = attempts + 1, updated_at = now()
            WHERE delivery_id = ? AND ended_at IS NULL AND EXISTS (SELECT FROM held)
            RETURNING task_id
        )
        """;

    private static final String LOG = """
        INSERT INTO job_log (task_id, line, at, text)
        SELECT task_id, coalesce((SELECT max(line) FROM job_log AS written WHERE written.task_id = changed.task_id), 0) + 1,
               now(), ?
        FROM changed
        ON CONFLICT DO NOTHING
        """;

    private final BlockingQueries queries;

    /** @param blocking where statements run; never Pekko's default dispatcher */
    public DeliveryQueue(DataSource database, Executor blocking) {
        this.queries = new BlockingQueries(database, blocking);
    }

    /** The lane that has waited longest of those that nobody has and that may be tried; it is the caller's for {@link #HOLD}. */
    public CompletionStage<Optional<Lane>> acquire() {
        SqlText acquire = SqlText.of(
                ACQUIRE,
                LANES_OF_POLICY,
                LANES_OF_PROJECT,
                LANES_OF_FAILING_TARGET,
                FAILING_LANES_OF_PROJECT,
                seconds(HOLD));
        return queries.run(connection -> rows(
                        connection,
                        acquire,
                        row -> new Lane(
                                row.getLong("policy_id"),
                                row.getLong("project_id"),
                                row.getInt("target"),
                                row.getString("repository"),
                                row.getLong("fence")))
                .stream()
                .findFirst());
    }

    /** What is to be delivered next, while the lane is held anew; empty when there is nothing, or the lane is another's. */
    public CompletionStage<Optional<Delivery>> next(Lane lane) {
        SqlText next = SqlText.of(NEXT, seconds(HOLD)).then(key(lane));
        return queries.run(connection ->
                rows(connection, next, DeliveryQueue::delivery).stream().findFirst());
    }

    private static Delivery delivery(ResultSet row) throws SQLException {
        return new Delivery(
                row.getLong("delivery_id"),
                WebhookEventType.valueOf(row.getString("event_type")),
                row.getString("event"),
                row.getObject("occurred_at", OffsetDateTime.class).toInstant(),
                row.getString("operator"),
                row.getString("request_id"),
                new RepositoryName(row.getString("repository")),
                row.getString("digest"),
                row.getString("tag"),
                row.getString("details"),
                row.getInt("attempts"),
                "public".equals(row.getString("visibility")),
                Optional.ofNullable(row.getObject("repository_created", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant));
    }

    public CompletionStage<Void> succeed(Lane lane, Delivery delivery, String line) {
        return end(lane, delivery, "Success", "", line);
    }

    /** It will not be tried again; the next in the lane will. */
    public CompletionStage<Void> fail(Lane lane, Delivery delivery, String message) {
        return end(lane, delivery, "Error", message, message + "; given up");
    }

    private CompletionStage<Void> end(Lane lane, Delivery delivery, String status, String message, String line) {
        SqlText end = SqlText.of("", status).then(key(lane)).then("", status, message, delivery.deliveryId());
        return change(new SqlText(END, end.values()), line);
    }

    /** It is tried again after a wait, and all in the lane waits behind it. */
    public CompletionStage<Void> retry(Lane lane, Delivery delivery, String message, Duration wait) {
        SqlText retry = SqlText.of("", seconds(wait)).then(key(lane)).then("", message, delivery.deliveryId());
        String line = message + "; tried again in " + wait.toMillis() / 1000.0 + " s";
        return change(new SqlText(RETRY, retry.values()), line);
    }

    /** In one statement, and so with one wait for the disk. */
    private CompletionStage<Void> change(SqlText change, String line) {
        SqlText logged = change.then(LOG, line);
        return queries.run(connection -> {
                    logged.update(connection);
                    return true;
                })
                .thenAccept(_ -> {});
    }

    /** Lets others have the lane, which ends when nothing waits in it. */
    public CompletionStage<Void> release(Lane lane) {
        SqlText empty = SqlText.of("DELETE FROM webhook_lane").then(ours(lane)).then(" AND backlog <= 0");
        SqlText rest = SqlText.of("UPDATE webhook_lane SET held_until = NULL, available_at = now()")
                .then(ours(lane))
                .then(" AND held_until IS NOT NULL");
        return queries.run(connection -> {
                    empty.update(connection);
                    rest.update(connection);
                    return true;
                })
                .thenAccept(_ -> {});
    }

    private static SqlText ours(Lane lane) {
        return new SqlText(
                " WHERE policy_id = ? AND target = ? AND repository = ? AND fence = ?",
                key(lane).values());
    }

    private static SqlText key(Lane lane) {
        return SqlText.of("", lane.policyId(), lane.target(), lane.repository(), lane.fence());
    }

    /**
     * Puts something that never happened into the policy's lanes, so that somebody sees whether it arrives.
     *
     * @return the number of the first target's delivery
     */
    public CompletionStage<Long> test(Trial trial) {
        return queries.run(connection -> {
            connection.setAutoCommit(false);
            try {
                long first = write(connection, trial);
                connection.commit();
                return first;
            } catch (SQLException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        });
    }

    private static long write(Connection connection, Trial trial) throws SQLException {
        Deliveries deliveries = new Deliveries(connection);
        deliveries.add(trial.watch(), trial.announcement());
        deliveries.write();
        // Index: webhook_delivery_policy_idx.
        SqlText first = SqlText.of("""
            SELECT delivery_id FROM webhook_delivery WHERE policy_id = ? AND event = ? ORDER BY delivery_id LIMIT 1
            """, trial.policyId(), trial.event());
        return rows(connection, first, row -> row.getLong(1)).getFirst();
    }

    /** Removes what ended longer ago than that, and of each policy all that ended but the last. */
    public CompletionStage<Void> clean(Duration kept, int keptOfPolicy) {
        // Indexes: webhook_delivery_age_idx, webhook_delivery_policy_idx.
        SqlText old = SqlText.of(
                "DELETE FROM webhook_delivery WHERE ended_at < now() - make_interval(secs => ?)", seconds(kept));
        SqlText many = SqlText.of("""
            DELETE FROM webhook_delivery AS delivery
            USING (SELECT policy.policy_id, (SELECT last.delivery_id FROM webhook_delivery AS last
                                             WHERE last.policy_id = policy.policy_id
                                             ORDER BY last.delivery_id DESC OFFSET ? LIMIT 1) AS delivery_id
                   FROM webhook_policy AS policy) AS beyond
            WHERE delivery.policy_id = beyond.policy_id AND delivery.delivery_id <= beyond.delivery_id
              AND delivery.ended_at IS NOT NULL
            """, keptOfPolicy);
        return queries.run(connection -> {
                    old.update(connection);
                    many.update(connection);
                    return true;
                })
                .thenAccept(_ -> {});
    }

    private static double seconds(Duration length) {
        return length.toMillis() / 1000.0;
    }
}
