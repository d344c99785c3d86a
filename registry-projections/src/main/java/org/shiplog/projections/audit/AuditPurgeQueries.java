package org.shiplog.projections.audit;

import static org.shiplog.projections.query.BlockingQueries.rows;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.shiplog.domain.audit.AuditLog;
import org.shiplog.projections.query.BlockingQueries;
import org.shiplog.projections.query.SqlText;

/** How much of the audit log a purge would take. */
public final class AuditPurgeQueries {
    private final BlockingQueries queries;

    /** @param blocking where statements run; never Pekko's default dispatcher */
    public AuditPurgeQueries(DataSource database, Executor blocking) {
        this.queries = new BlockingQueries(database, blocking);
    }

    /** The acts of these kinds that are older. */
    public CompletionStage<Long> count(Instant before, List<String> eventTypes) {
        SqlText query = SqlText.of("SELECT count(*)").then(acts(before, eventTypes));
        return queries.run(
                connection -> rows(connection, query, row -> row.getLong(1)).getFirst());
    }

    /**
     * A limit before which there are about so many of these acts; {@code before} when there are no more. Going on from limit to limit
     * comes to an end.
     */
    public CompletionStage<Instant> limit(Instant before, List<String> eventTypes, int acts) {
        // Index: audit_log_time_idx, from the beginning.
        SqlText query = SqlText.of("SELECT act.op_time")
                .then(acts(before, eventTypes))
                .then(" ORDER BY act.op_time, act.id OFFSET ? LIMIT 1", acts);
        return queries.run(connection ->
                rows(
                                connection,
                                query,
                                row -> row.getObject(1, OffsetDateTime.class).toInstant())
                        .stream()
                        .findFirst()
                        // Of the next microsecond, so that a limit always takes at least the act that it was found at.
                        .map(at -> at.truncatedTo(ChronoUnit.MICROS).plus(Duration.of(1, ChronoUnit.MICROS)))
                        .orElse(before));
    }

    /** The first of these acts after a place, the oldest first. */
    public CompletionStage<List<AuditRow>> acts(
            Instant before, List<String> eventTypes, Optional<AuditCursor> after, int limit) {
        // Index: audit_log_time_idx, from the place on.
        SqlText behind = after.map(place ->
                        SqlText.of("(act.op_time, act.id) > (?, ?)", place.at().atOffset(ZoneOffset.UTC), place.id()))
                .orElseGet(() -> SqlText.of("true"));
        SqlText query = AuditRange.where(behind.and(condition(before, eventTypes)))
                .select(AuditQueries.ACT)
                .then(" ORDER BY act.op_time, act.id LIMIT ?", limit);
        return queries.run(connection -> rows(connection, query, AuditQueries::row));
    }

    /** The end of the month of the oldest of these acts; empty when there is none, or when it is after {@code before}. */
    public CompletionStage<Optional<Instant>> firstMonth(Instant before, List<String> eventTypes) {
        return acts(before, eventTypes, Optional.empty(), 1)
                .thenApply(first -> first.stream()
                        .map(act -> AuditMonths.endOfMonth(act.at()))
                        .filter(end -> !end.isAfter(before))
                        .findFirst());
    }

    private static SqlText acts(Instant before, List<String> eventTypes) {
        return SqlText.of(" FROM audit_log AS act WHERE ").then(condition(before, eventTypes));
    }

    private static SqlText condition(Instant before, List<String> eventTypes) {
        return SqlText.of(
                """
                act.op_time < ? AND act.resource_type <> 'audit_log'
                  AND (act.operation || '_' || act.resource_type = ANY (?)
                       OR ? AND act.operation || '_' || act.resource_type <> ALL (?))
                """,
                before.atOffset(ZoneOffset.UTC),
                eventTypes.toArray(String[]::new),
                eventTypes.contains(AuditLog.OTHER),
                AuditLog.NAMED.toArray(String[]::new));
    }
}
