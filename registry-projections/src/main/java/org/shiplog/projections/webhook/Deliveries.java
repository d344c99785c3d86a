package org.shiplog.projections.webhook;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.List;
import org.shiplog.domain.job.JobType;
import org.shiplog.projections.journal.JournalOffset;
import org.shiplog.projections.query.BlockingQueries;
import org.shiplog.projections.query.SqlText;
import org.shiplog.projections.readmodel.BulkRows;

/**
 * Writes down what is to be delivered, in the transaction in which the read model handles the events. The tables are no part of the read
 * model and are named with their schema: a rebuild, which handles old events again, finds all of them before the horizon.
 */
public final class Deliveries {
    /** What deliveries are shown as among other jobs. */
    public static final JobType WEBHOOK = new JobType("WEBHOOK");

    public static final JobType SLACK = new JobType("SLACK");

    /** The most that may wait for one policy; what comes then has failed at once. */
    public static final int MAX_BACKLOG = 100_000;

    /** Rows of one statement: a batch of pulls and many policies come to more than memory has room for. */
    private static final int AT_ONCE = 5_000;

    // Indexes: the primary key of webhook_lane.
    private static final String ADD = """
        WITH plan AS MATERIALIZED (
            SELECT * FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                WITH ORDINALITY AS plan (policy_id, project_id, target, vendor_type, repository, event_type, event,
                                         occurred_at, operator, request_id, digest, tag, details, place)
        ), room AS (
            SELECT policy_id, sum(backlog) AS waiting FROM public.webhook_lane
            WHERE policy_id IN (SELECT policy_id FROM plan) GROUP BY policy_id
        ), placed AS MATERIALIZED (
            SELECT plan.*, coalesce(room.waiting, 0) + row_number() OVER (PARTITION BY policy_id ORDER BY place)
                   <= %d AS fits
            FROM plan LEFT JOIN room USING (policy_id)
        ), added AS (
            INSERT INTO public.webhook_delivery (policy_id, project_id, target, vendor_type, repository, event_type,
                                                 event, occurred_at, operator, request_id, digest, tag, details, status, message,
                                                 ended_at)
            SELECT policy_id, project_id, target, vendor_type, repository, event_type, event, occurred_at, operator,
                   request_id, digest, tag, details, CASE WHEN fits THEN 'Pending' ELSE 'Error' END,
                   CASE WHEN fits THEN '' ELSE 'too many deliveries wait for this policy' END,
                   CASE WHEN NOT fits THEN now() END
            FROM placed ORDER BY place
        ), lanes AS (
            INSERT INTO public.webhook_lane AS lane (policy_id, target, repository, project_id, vendor_type, backlog)
            SELECT policy_id, target, repository, min(project_id), min(vendor_type), count(*) FROM placed
            WHERE fits GROUP BY policy_id, target, repository ORDER BY policy_id, target, repository
            ON CONFLICT (policy_id, target, repository) DO UPDATE
            SET backlog = lane.backlog + excluded.backlog,
                waiting_since = CASE WHEN lane.backlog = 0 THEN now() ELSE lane.waiting_since END
        )
        INSERT INTO public.webhook_trigger AS before (policy_id, event_type, at)
        SELECT policy_id, event_type, max(occurred_at) FROM plan GROUP BY policy_id, event_type
        ON CONFLICT (policy_id, event_type) DO UPDATE SET at = greatest(before.at, excluded.at)
        """.formatted(MAX_BACKLOG);

    private final Connection connection;
    private final JournalOffset horizon;
    private BulkRows waiting = rows();
    private int size;

    Deliveries(Connection connection) throws SQLException {
        this.connection = connection;
        this.horizon = BlockingQueries.rows(
                        connection,
                        SqlText.of("SELECT transaction_id, ordering FROM public.webhook_horizon"),
                        row -> new JournalOffset(row.getLong(1), row.getLong(2)))
                .getFirst();
    }

    private static BulkRows rows() {
        return new BulkRows(
                "int8",
                "int8",
                "int4",
                "text",
                "text",
                "text",
                "text",
                "timestamptz",
                "text",
                "text",
                "text",
                "text",
                "text");
    }

    /** Whether nothing was delivered because of the event yet. */
    boolean isNews(JournalOffset event) {
        return event.compareTo(horizon) > 0;
    }

    void add(Watch watch, Announcement told) throws SQLException {
        if (size >= AT_ONCE) {
            write();
        }
        for (int target = 0; target < watch.targets().size(); target++) {
            size++;
            waiting.add(
                    watch.policyId(),
                    watch.projectId(),
                    target,
                    watch.targets().get(target),
                    told.repository().value(),
                    told.type().name(),
                    told.event(),
                    told.at().atOffset(ZoneOffset.UTC).toString(),
                    storable(told.operator()),
                    storable(told.requestId()),
                    told.digest(),
                    told.tag(),
                    told.details());
        }
    }

    void write() throws SQLException {
        if (!waiting.isEmpty()) {
            waiting.update(connection, ADD);
            waiting = rows();
            size = 0;
        }
    }

    /** Ends what waits for the policy. */
    void stop(long policyId) throws SQLException {
        write();
        // Lanes first, as those who deliver do.
        SqlText.of("DELETE FROM public.webhook_lane WHERE policy_id = ?", policyId)
                .update(connection);
        SqlText.of("""
            UPDATE public.webhook_delivery SET status = 'Stopped', updated_at = now(), ended_at = now()
            WHERE policy_id = ? AND ended_at IS NULL
            """, policyId).update(connection);
    }

    /** Of a policy that is gone nobody asks any more. */
    void forget(long policyId) throws SQLException {
        write();
        SqlText.of("DELETE FROM public.webhook_lane WHERE policy_id = ?", policyId)
                .update(connection);
        SqlText.of("DELETE FROM public.webhook_delivery WHERE policy_id = ?", policyId)
                .update(connection);
        SqlText.of("DELETE FROM public.webhook_trigger WHERE policy_id = ?", policyId)
                .update(connection);
    }

    /** Of a project that is gone likewise. */
    void forgetProject(long projectId) throws SQLException {
        write();
        List<Long> policies = BlockingQueries.rows(
                connection,
                SqlText.of("SELECT DISTINCT policy_id FROM public.webhook_delivery WHERE project_id = ?", projectId),
                row -> row.getLong(1));
        for (long policyId : policies) {
            forget(policyId);
        }
    }

    /** To be called in the end: all up to there has been seen to. */
    void finish(JournalOffset last) throws SQLException {
        write();
        SqlText.of("""
            UPDATE public.webhook_horizon SET transaction_id = ?, ordering = ?
            WHERE (transaction_id, ordering) < (?, ?)
            """, last.transactionId(), last.ordering(), last.transactionId(), last.ordering())
                .update(connection);
    }

    private static String storable(String text) {
        return text.replace('\0', '\uFFFD');
    }
}
