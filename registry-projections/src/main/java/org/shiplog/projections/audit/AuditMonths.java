package org.shiplog.projections.audit;

import static org.shiplog.projections.query.BlockingQueries.rows;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.shiplog.domain.audit.AuditLog;
import org.shiplog.projections.query.SqlText;

/**
 * The months of the log, in UTC, each a partition of its table. One is made by whoever has the first act of it, and goes as a whole when
 * the log is purged of all that is in it.
 *
 * <p>Names of tables come from the program only: digits of a month.
 */
final class AuditMonths {
    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("uuuuMM");

    private static final String LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('shiplog audit months', 0))";

    private static final String EXISTING = """
        SELECT right(month.relname, 6) FROM pg_inherits AS part JOIN pg_class AS month ON month.oid = part.inhrelid
        WHERE part.inhparent = to_regclass('audit_log')
        """;

    /** Of all kinds of acts together: what is older than this was purged, whatever it is. */
    private static final String LIMIT =
            "SELECT CASE WHEN count(*) = ? THEN min(before) END FROM audit_purge WHERE event_type = ANY (?)";

    /** That the log was purged stays. */
    private static final String KEPT = """
        SELECT jsonb_agg(to_jsonb(act)) FROM audit_log AS act
        WHERE act.op_time >= ? AND act.op_time < ? AND act.resource_type = 'audit_log'
        """;

    private static final String TO_GO = """
        SELECT EXISTS (SELECT FROM audit_log WHERE op_time >= ? AND op_time < ? AND resource_type <> 'audit_log')
            OR NOT EXISTS (SELECT FROM audit_log WHERE op_time >= ? AND op_time < ?)
        """;

    private AuditMonths() {}

    /** The first moment after the month of a moment. */
    static Instant endOfMonth(Instant at) {
        return end(month(at));
    }

    /** Makes the months of these acts. */
    static void ensure(Connection connection, List<AuditRow> acts) throws SQLException {
        ensureMonths(connection, acts.stream().map(act -> month(act.at())).distinct());
    }

    private static void ensureMonths(Connection connection, Stream<YearMonth> months) throws SQLException {
        List<YearMonth> missing = new ArrayList<>(months.toList());
        missing.removeAll(existing(connection));
        if (!missing.isEmpty()) {
            // Of several workers one makes a month, and the others find it when they have waited for that one's commit.
            execute(connection, LOCK);
            missing.removeAll(existing(connection));
        }
        for (YearMonth month : missing) {
            // Attached, because making it as a part would keep everybody from reading.
            execute(
                    connection,
                    "CREATE TABLE %s (LIKE audit_log INCLUDING DEFAULTS INCLUDING CONSTRAINTS)"
                            .formatted(table(month)));
            execute(
                    connection,
                    "ALTER TABLE audit_log ATTACH PARTITION %s FOR VALUES FROM ('%s') TO ('%s')"
                            .formatted(table(month), begin(month), end(month)));
        }
    }

    /** Removes the months that the limits cover as a whole. The caller writes alone. */
    static void drop(Connection connection) throws SQLException {
        Optional<Instant> limit = limit(connection);
        if (limit.isEmpty()) {
            return;
        }
        List<YearMonth> over = existing(connection).stream()
                .filter(month -> !end(month).isAfter(limit.get()))
                .toList();
        for (YearMonth month : over) {
            if (isToGo(connection, month)) {
                drop(connection, month);
            }
        }
    }

    private static void drop(Connection connection, YearMonth month) throws SQLException {
        // All of it first, in the order in which readers lock: or one could wait for the other.
        execute(connection, "LOCK TABLE audit_log IN ACCESS EXCLUSIVE MODE");
        SqlText query = SqlText.of(KEPT, time(begin(month)), time(end(month)));
        List<Optional<String>> kept = rows(connection, query, row -> Optional.ofNullable(row.getString(1)));
        execute(connection, "DROP TABLE " + table(month));
        if (kept.getFirst().isPresent()) {
            ensureMonths(connection, Stream.of(month));
            SqlText.of(
                            "INSERT INTO audit_log SELECT * FROM jsonb_populate_recordset(CAST(NULL AS audit_log),"
                                    + " CAST(? AS jsonb))",
                            kept.getFirst().get())
                    .update(connection);
        }
    }

    /** Not when it holds nothing any more but what is kept. */
    private static boolean isToGo(Connection connection, YearMonth month) throws SQLException {
        SqlText query = SqlText.of(TO_GO, time(begin(month)), time(end(month)), time(begin(month)), time(end(month)));
        return rows(connection, query, row -> row.getBoolean(1)).getFirst();
    }

    private static Optional<Instant> limit(Connection connection) throws SQLException {
        String[] all = Stream.concat(AuditLog.NAMED.stream(), Stream.of(AuditLog.OTHER))
                .toArray(String[]::new);
        SqlText query = SqlText.of(LIMIT, (long) all.length, all);
        return rows(connection, query, row -> instant(row.getObject(1, OffsetDateTime.class)))
                .getFirst();
    }

    private static Optional<Instant> instant(@Nullable OffsetDateTime time) {
        return Optional.ofNullable(time).map(OffsetDateTime::toInstant);
    }

    private static List<YearMonth> existing(Connection connection) throws SQLException {
        return rows(connection, SqlText.of(EXISTING), row -> YearMonth.parse(row.getString(1), NAME));
    }

    private static YearMonth month(Instant at) {
        return YearMonth.from(at.atOffset(ZoneOffset.UTC));
    }

    private static Instant begin(YearMonth month) {
        return month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private static Instant end(YearMonth month) {
        return begin(month.plusMonths(1));
    }

    private static OffsetDateTime time(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }

    private static String table(YearMonth month) {
        return "audit_log_" + month.format(NAME);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
