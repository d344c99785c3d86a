package org.shiplog.benchmarks;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.YearMonth;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An audit log of many months, written by SQL: nine acts of ten are pulls, two of five are those of one user, three of ten those within
 * one project. Some users, projects, addresses, clients and repositories have few acts, or only some in the oldest month.
 */
final class GrownAuditLog {
    static final YearMonth FIRST = YearMonth.of(2024, 12);
    static final int MONTHS = 24;

    private GrownAuditLog() {}

    static List<YearMonth> months() {
        return IntStream.range(0, MONTHS).mapToObj(FIRST::plusMonths).toList();
    }

    /** Months are written before they become parts of the log, so that their indexes are made at once. */
    static void fill(Connection connection, long rows) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(PROJECTS);
            long each = rows / MONTHS;
            for (int month = 0; month < MONTHS; month++) {
                String table = "audit_log_" + FIRST.plusMonths(month).toString().replace("-", "");
                String from = FIRST.plusMonths(month) + "-01T00:00:00Z";
                String to = FIRST.plusMonths(month + 1) + "-01T00:00:00Z";
                statement.execute(
                        "CREATE TABLE %s (LIKE audit_log INCLUDING DEFAULTS INCLUDING CONSTRAINTS)".formatted(table));
                statement.execute(ACTS.formatted(table, month == 0, from, to, each, month * each));
                statement.execute("ALTER TABLE audit_log ATTACH PARTITION %s FOR VALUES FROM ('%s') TO ('%s')"
                        .formatted(table, from, to));
            }
            statement.execute("VACUUM ANALYZE");
        }
    }

    private static final String PROJECTS = """
        INSERT INTO catalog_project (name, project_id, visibility, owner, created_at, updated_at, deleted)
        SELECT CASE number WHEN 0 THEN 'library' WHEN 501 THEN 'quiet' WHEN 502 THEN 'former'
                           ELSE 'project-' || number END,
               number + 1, 'public', 'admin', now(), now(), false
        FROM generate_series(0, 502) AS number;
        INSERT INTO catalog_member (project, member_id, kind, subject_id, role, limited)
        SELECT name, project_id * 10 + subject, 'user', subject, 1, false
        FROM catalog_project CROSS JOIN LATERAL (VALUES (1, true),
            (2, project_id BETWEEN 2 AND 21), (3, name = 'quiet'), (4, name = 'former'), (5, name IN ('quiet', 'former')),
            (6, name IN ('library', 'quiet', 'project-7'))) AS member (subject, given)
        WHERE given;
        """;

    private static final String ACTS = """
        INSERT INTO %1$s
        SELECT CASE WHEN kind < 90000 THEN 4503599627370496 ELSE 0 END + n,
               at,
               CASE WHEN rare THEN 'rare' WHEN old THEN 'former'
                    WHEN who %% 100 < 40 THEN 'ci' WHEN who %% 100 < 60 THEN 'robot$deploy-' || who / 100 %% 50
                    ELSE 'user-' || who / 100 %% 5000 END,
               CASE WHEN kind >= 98000 THEN 'user-' || who %% 5000
                    WHEN kind >= 97990 THEN project
                    WHEN kind < 45000 OR kind BETWEEN 90000 AND 95000 THEN repository || '@' || digest
                    ELSE repository || ':v' || what %% 500 END,
               CASE WHEN kind >= 98000 THEN 'user' WHEN kind >= 97990 THEN 'project' WHEN kind >= 95000 THEN 'tag'
                    ELSE 'artifact' END,
               CASE WHEN kind < 90000 THEN 'pull' WHEN kind < 96500 THEN 'create' WHEN kind < 97990 THEN 'delete'
                    WHEN kind < 98000 THEN 'update' WHEN kind < 99500 THEN 'login' ELSE 'logout' END,
               CASE WHEN kind < 98000 THEN project END,
               CASE WHEN rare THEN '203.0.113.9' WHEN who %% 100 < 40 THEN '192.0.2.' || what %% 3
                    ELSE '10.' || who %% 7 || '.' || what %% 251 || '.' || what / 251 %% 251 END,
               CASE WHEN rare THEN 'curl/8.5.0'
                    ELSE 'docker/27.' || who %% 5 || '.1 go/go1.22.' || what %% 6 || ' kernel/6.8.0 os/linux arch/amd64' END,
               md5('request ' || n),
               NULL, NULL, NULL, CASE WHEN kind < 97990 THEN digest END,
               kind NOT BETWEEN 98000 AND 98009
        FROM (
            SELECT n, kind, who, what, at, rare, old,
                   CASE WHEN rare THEN 'quiet' WHEN old THEN 'former' WHEN whose %% 100 < 30 THEN 'library'
                        ELSE 'project-' || whose / 100 %% 500 + 1 END AS project,
                   CASE WHEN rare THEN 'quiet' WHEN old THEN 'former' WHEN whose %% 100 < 30 THEN 'library'
                        ELSE 'project-' || whose / 100 %% 500 + 1 END || '/app-' || what %% 20 AS repository,
                   'sha256:' || CASE WHEN what %% 10 = 0 THEN repeat('ab', 32)
                                     ELSE md5('d' || what %% 200000) || md5('e' || what %% 200000) END AS digest
            FROM (
                SELECT n,
                       hashint8extended(n, 1) & 1073741823 AS who, hashint8extended(n, 2) & 1073741823 AS whose,
                       hashint8extended(n, 3) & 1073741823 AS what,
                       (hashint8extended(n, 4) & 1073741823) %% 100000 AS kind,
                       n %% 100000 = 7 AS rare, %2$s AND n %% 1000 = 3 AS old,
                       timestamptz '%3$s' + (timestamptz '%4$s' - timestamptz '%3$s') * ((n - %6$d) / %5$d.0) AS at
                FROM generate_series(%6$d, CAST(%6$d + %5$d - 1 AS bigint)) AS n
            ) AS drawn
        ) AS made
        """;
}
