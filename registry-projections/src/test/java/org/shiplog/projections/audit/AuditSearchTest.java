package org.shiplog.projections.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.shiplog.projections.fixture.TestDatabase;
import org.shiplog.projections.query.ListQuery;
import org.shiplog.projections.query.Listing;

/** Searches of a log with some ten thousand acts. */
@ExtendWith(TestDatabase.Provider.class)
class AuditSearchTest {
    private static final int ACTS = 30_000;
    private static final int EXACT = 10_000;
    private static final AuditScope ALL = new AuditScope.Everything();

    private TestDatabase database;
    private AuditQueries queries;

    @BeforeEach
    void fill(TestDatabase fresh) {
        database = fresh;
        queries = new AuditQueries(database.pool(), Runnable::run, EXACT);
        database.run("CREATE TABLE audit_log_200001 PARTITION OF audit_log FOR VALUES FROM (MINVALUE) TO (MAXVALUE)");
        database.run("""
            INSERT INTO audit_log
            SELECT n, timestamptz '2026-01-01T00:00:00Z' + n * interval '1 s', CASE WHEN n % 2 = 0 THEN 'ci' ELSE 'bob' END,
                   'r' || n, CASE WHEN n % 1000 = 1 THEN 'project' ELSE 'artifact' END,
                   CASE WHEN n % 5000 = 0 THEN 'delete' ELSE 'pull' END,
                   CASE WHEN n % 3000 = 7 THEN 'quiet' WHEN n % 3000 = 8 THEN 'calm' ELSE 'busy' END,
                   '', CASE WHEN n % 10000 = 3 THEN 'curl' ELSE 'docker' END, '', NULL, NULL, NULL, NULL, n % 6000 <> 2
            FROM generate_series(1, 30000) AS n;
            ANALYZE audit_log
            """);
        database.run("""
            INSERT INTO catalog_project (name, project_id, visibility, owner, created_at, updated_at, deleted)
            VALUES ('quiet', 1, 'private', 'bob', now(), now(), true), ('quiet', 2, 'private', 'bob', now(), now(), false),
                   ('calm', 3, 'private', 'bob', now(), now(), false), ('busy', 4, 'private', 'bob', now(), now(), false);
            INSERT INTO catalog_member (project, member_id, kind, subject_id, role, limited)
            VALUES ('quiet', 1, 'user', 7, 1, false), ('calm', 1, 'user', 7, 1, false),
                   ('quiet', 2, 'user', 8, 1, false), ('busy', 1, 'user', 8, 1, false)
            """);
    }

    @Test
    void countsExactlyWhatIsNotMuch() {
        assertThat(page(ALL, "operation=delete", 1).total()).isEqualTo(6);
        assertThat(page(ALL, "user_agent=curl", 1).total()).isEqualTo(3);
        assertThat(page(ALL, "operation_result=false", 1).total()).isEqualTo(5);
        assertThat(page(ALL, "op_time=[~2026-01-01T02:46:40]", 3).total()).isEqualTo(EXACT);
    }

    @Test
    void estimatesWhatIsMuchUntilThereIsNoMore() {
        assertThat(page(ALL, "", 1).total()).isBetween(ACTS * 9L / 10, ACTS * 11L / 10);
        assertThat(page(ALL, "username=ci", 1).total()).isBetween(ACTS * 4L / 10, ACTS * 6L / 10);
        assertThat(page(ALL, "username=ci,op_time=[2026-01-01T00:00:02~]", 150).total())
                .as("of the last page, which is full")
                .isGreaterThanOrEqualTo(ACTS / 2);
        database.run("DELETE FROM audit_log WHERE id = 1");
        assertThat(page(ALL, "", 300).total()).as("of the last page").isEqualTo(ACTS - 1);
        assertThat(page(ALL, "", 301).rows()).isEmpty();
    }

    @Test
    void promisesAnotherPageAfterAFullOneWhateverIsEstimated() {
        database.run("DELETE FROM audit_log WHERE id > 20000; ANALYZE audit_log");
        database.run(
                "INSERT INTO audit_log SELECT id + 100000, op_time + interval '9 h', username, resource, resource_type,"
                        + " operation, project, '', '', '' FROM audit_log WHERE id <= 5000");
        assertThat(page(ALL, "", 240).total()).isGreaterThan(24_000);
    }

    @Test
    void findsTheActsOfSeveralProjectsBeTheyFewOrMany() {
        assertThat(page(new AuditScope.WithinMemberships(7, Set.of()), "", 1).rows())
                .hasSize(20)
                .isSortedAccordingTo((one, other) -> other.at().compareTo(one.at()))
                .allSatisfy(act -> assertThat(act.project().orElseThrow()).isIn("quiet", "calm"));
        assertThat(page(new AuditScope.WithinMemberships(7, Set.of()), "username=ci", 1)
                        .total())
                .isEqualTo(10);
        assertThat(page(new AuditScope.WithinMemberships(8, Set.of()), "project=quiet", 1)
                        .total())
                .isEqualTo(10);
        assertThat(page(new AuditScope.WithinMemberships(8, Set.of()), "", 1).total())
                .isGreaterThan(20_000);
        assertThat(page(new AuditScope.WithinProjects(Set.of(1L, 2L, 3L)), "", 1)
                        .total())
                .isEqualTo(20);
    }

    @Test
    void givesAProjectsNameToTheLastThatHadIt() {
        assertThat(page(ALL, "project_id=1", 1).rows()).isEmpty();
        assertThat(page(ALL, "project_id=2", 1).total()).isEqualTo(10);
        assertThat(page(ALL, "project_id={2 3}", 1).total()).isEqualTo(20);
        assertThat(page(ALL, "project_id=9", 1).rows()).isEmpty();
    }

    @Test
    void hasAnIndexForEverySearch() {
        for (List<String> search : List.of(
                List.of("operation = 'none'", "operation"),
                List.of("resource_type = 'none'", "resource_type"),
                List.of("user_agent = 'none'", "user_agent"),
                List.of("NOT succeeded", "op_time_id_idx1"))) {
            assertThat(String.join(
                            "\n",
                            database.column("EXPLAIN SELECT id FROM audit_log WHERE " + search.getFirst()
                                    + " ORDER BY op_time DESC, id DESC LIMIT 10")))
                    .contains("audit_log_200001_" + search.getLast());
        }
    }

    private Listing.Page<AuditRow> page(AuditScope scope, String q, int page) {
        ListQuery list = ((ListQuery.Parsed.Valid) ListQuery.parse(
                        Optional.of(q), Optional.empty(), Optional.of(Integer.toString(page)), Optional.of("100")))
                .query();
        return (Listing.Page<AuditRow>) queries.page(scope, list)
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }
}
