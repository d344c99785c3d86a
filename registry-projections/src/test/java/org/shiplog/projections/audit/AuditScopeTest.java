package org.shiplog.projections.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.projections.fixture.TestDatabase;
import org.shiplog.projections.query.ListQuery;
import org.shiplog.projections.query.Listing;

@ExtendWith(TestDatabase.Provider.class)
class AuditScopeTest {
    private static final long ALICE = 7;

    private TestDatabase database;

    @BeforeEach
    void fill(TestDatabase fresh) throws Exception {
        database = fresh;
        try (Connection connection = database.unpooled().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE audit_log_200001 PARTITION OF audit_log FOR VALUES FROM (MINVALUE) TO (MAXVALUE)");
            statement.execute("""
                INSERT INTO audit_log
                SELECT id, now(), 'bob', 'resource', 'project', 'create', project, '', '', '', NULL, NULL
                FROM (VALUES (1, 'tools'), (2, 'games'), (3, 'art'), (4, 'docs'), (5, NULL)) AS act (id, project)
                """);
            statement.execute("""
                INSERT INTO catalog_project (name, project_id, visibility, owner, created_at, updated_at, deleted)
                SELECT name, id, 'private', 'bob', now(), now(), false
                FROM (VALUES (1, 'tools'), (2, 'games'), (3, 'art'), (4, 'docs')) AS project (id, name)
                """);
            statement.execute("""
                INSERT INTO catalog_member (project, member_id, kind, subject_id, role, limited) VALUES
                ('tools', 1, 'user', 7, 1, false), ('games', 2, 'user', 7, 2, false),
                ('art', 3, 'user', 7, 1, true), ('docs', 4, 'group', 9, 1, false)
                """);
        }
    }

    @Test
    void reachesAsFarAsTheCallerMaySee() {
        assertThat(projects(new AuditScope.Everything(), "")).containsExactly("-", "art", "docs", "games", "tools");
        assertThat(projects(new AuditScope.Nothing(), "")).isEmpty();
        assertThat(projects(new AuditScope.Within(new ProjectName("games")), ""))
                .containsExactly("games");
        assertThat(projects(new AuditScope.WithinAnyProject(), "")).containsExactly("art", "docs", "games", "tools");
        assertThat(projects(new AuditScope.WithinProjects(Set.of(2L, 3L)), "")).containsExactly("art", "games");
        assertThat(projects(new AuditScope.WithinProjects(Set.of()), "")).isEmpty();
    }

    @Test
    void showsMembersTheLogOnlyWhereTheirRoleAllowsItWithoutLimits() {
        assertThat(projects(new AuditScope.WithinMemberships(ALICE, Set.of()), ""))
                .containsExactly("tools");
        assertThat(projects(new AuditScope.WithinMemberships(ALICE, Set.of(9L)), ""))
                .containsExactly("docs", "tools");
        assertThat(projects(new AuditScope.WithinMemberships(8, Set.of()), "")).isEmpty();
    }

    @Test
    void isFilteredByTheIdOfTheProjectAndTheResult() {
        assertThat(projects(new AuditScope.Everything(), "project_id=2")).containsExactly("games");
        assertThat(projects(new AuditScope.Everything(), "operation_result=false"))
                .isEmpty();
        assertThat(projects(new AuditScope.WithinProjects(Set.of(1L)), "operation_result=true,project_id=2"))
                .isEmpty();
    }

    private List<String> projects(AuditScope scope, String q) {
        ListQuery list = ((ListQuery.Parsed.Valid)
                        ListQuery.parse(Optional.of(q), Optional.empty(), Optional.empty(), Optional.empty()))
                .query();
        Listing<AuditRow> listing = new AuditQueries(database.pool(), Runnable::run)
                .page(scope, list)
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
        return ((Listing.Page<AuditRow>) listing)
                .rows().stream().map(row -> row.project().orElse("-")).sorted().toList();
    }
}
