package org.shiplog.cluster.dump;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.shiplog.cluster.TestDatabase;
import org.shiplog.cluster.entity.EntityKind;
import org.shiplog.cluster.serialization.JournalEvents;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.projections.catalog.CatalogReadModel;
import org.shiplog.projections.history.HistoryReadModel;
import org.shiplog.projections.quota.QuotaReadModel;
import org.shiplog.projections.readmodel.ReadModel;
import org.shiplog.storage.postgres.Database;
import org.shiplog.storage.postgres.DatabaseAddress;

/** Random pasts, out of one journal and into another. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RepositoryDumpTest {
    private static final int PASTS = 25;
    private static final int STEPS = 80;
    private static final List<ReadModel> MODELS =
            List.of(new CatalogReadModel(), new QuotaReadModel(), new HistoryReadModel());

    private TestDatabase server;
    private HikariDataSource copy;
    private JournalOfTest source;
    private JournalOfTest target;

    @BeforeAll
    void start(@TempDir Path directory) throws SQLException {
        server = TestDatabase.start(directory);
        try (var connection = server.pool().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE copy");
        }
        copy = Database.pool(
                new DatabaseAddress(server.address().jdbcUrl().replaceFirst("(://[^/]+/)[^?]*", "$1copy")), "copy", 4);
        Database.migrate(copy);
        source = new JournalOfTest(server.pool());
        target = new JournalOfTest(copy);
    }

    @AfterAll
    void stop() {
        copy.close();
        server.close();
    }

    private static List<String> dump(JournalOfTest journal, RepositoryName name) throws SQLException {
        List<String> lines = new ArrayList<>();
        long events = new RepositoryDump(journal.database(), new JournalEvents()).write(name, lines::add);
        assertThat(lines).hasSize(events == 0 ? 0 : (int) events + 1);
        return lines;
    }

    private Replayed replay(List<String> lines) throws IOException, SQLException {
        return new RepositoryReplay(target.database(), new JournalEvents(), Instant::now)
                .replay(new BufferedReader(new StringReader(String.join("\n", lines))));
    }

    private static List<String> withoutNumbers(List<String> lines) {
        return lines.stream()
                .map(line -> line.replaceAll(",\"(number|undoes)\":\\d+", "")
                        .replaceAll("(\"entity\":\"Project\",\"sequence\"):\\d+", "$1"))
                .toList();
    }

    @Test
    void everyPastComesOutAsItWentIn() throws Exception {
        for (int past = 0; past < PASTS; past++) {
            RepositoryName name = new RepositoryName("project" + past + "/app");
            new RandomPast(past, source, name).happen(STEPS);
            new RandomPast(past + 1_000, target, name).createProject();
            List<String> lines = dump(source, name);
            assertThat(replay(lines)).isInstanceOf(Replayed.Done.class);
            assertThat(target.state(EntityKind.REPOSITORY, name.value()))
                    .isEqualTo(source.state(EntityKind.REPOSITORY, name.value()));
            assertThat(target.state(EntityKind.PROJECT, "project" + past)
                            .state()
                            .repositories()
                            .get(name))
                    .isEqualTo(source.state(EntityKind.PROJECT, "project" + past)
                            .state()
                            .repositories()
                            .get(name));
            assertThat(withoutNumbers(dump(target, name))).isEqualTo(withoutNumbers(lines));
        }
        source.project(MODELS);
        target.project(MODELS);
        for (ReadModel model : MODELS) {
            for (String table : model.tables()) {
                String ofApps = switch (table) {
                    case "catalog_repository" -> "name LIKE '%/app'";
                    case "catalog_project", "catalog_member", "history_project", "project_usage", "project_blob" ->
                        "false";
                    default -> "repository LIKE '%/app'";
                };
                assertThat(target.rows(table, ofApps)).as(table).isEqualTo(source.rows(table, ofApps));
            }
        }
    }

    @Test
    void readsAsPeopleWouldWriteIt() throws SQLException {
        RepositoryName name = new RepositoryName("readable/app");
        new RandomPast(7, source, name).happen(10);
        List<String> lines = dump(source, name);
        assertThat(lines.getFirst())
                .matches("\\{\"dump\":\"shiplog"
                        + " repository\",\"form\":1,\"repository\":\"readable/app\",\"events\":\\d+}");
        assertThat(lines.get(1))
                .matches("\\{\"entity\":\"Project\",\"sequence\":3,\"number\":\\d+,\"type\":\"RepositoryRegistered\","
                        + "\"version\":1,\"time\":\"2026-11-01T00:00:0\\d\\.000001Z\",\"provenance\":\\{\"principal\":"
                        + "\"robot\\$team\\+ci\",\"clientAddress\":\"192.0.2.7\",.*},\"data\":\\{\"repository\":"
                        + "\"readable/app\",\"generation\":2}}");
        assertThat(dump(source, new RepositoryName("readable/none"))).isEmpty();
    }

    @Test
    void refusesWhatIsNotWholeOrDoesNotBelongThere() throws Exception {
        RepositoryName name = new RepositoryName("whole/app");
        new RandomPast(11, source, name).happen(STEPS);
        List<String> lines = dump(source, name);
        refuses("no project for whole/app", lines);
        new RandomPast(12, target, name).createProject();

        refuses("not the dump", List.of());
        refuses("not the dump", lines.subList(1, lines.size()));
        refuses("should have", lines.subList(0, lines.size() - 1));
        List<String> hole = new ArrayList<>(lines);
        hole.remove(lines.size() - 2);
        refuses("should be here", hole);
        List<String> strange = new ArrayList<>(lines);
        strange.set(1, lines.get(1).replace("\"data\":{", "\"data\":{\"more\":1,"));
        refuses("line 2: not an event", strange);
        strange.set(1, lines.get(1).replace("whole/app", "whole/beside"));
        refuses("line 2: an event of something else", strange);
        strange.set(1, lines.get(1).replace("\"version\":1", "\"version\":99"));
        refuses("does not know: RepositoryRegistered/99", strange);
        strange.set(0, lines.getFirst().replace("\"form\":1", "\"form\":2"));
        refuses("a dump of the form 2", strange);

        assertThat(target.state(EntityKind.REPOSITORY, "whole/app").position()).isZero();
        assertThat(replay(lines)).isInstanceOf(Replayed.Done.class);
        refuses("there is, or was, a repository whole/app", lines);
    }

    private void refuses(String why, List<String> lines) throws Exception {
        assertThat(replay(lines))
                .isInstanceOfSatisfying(
                        Replayed.Refused.class,
                        refused -> assertThat(refused.why()).contains(why));
    }

    @Test
    void refusesWhileANodeRuns() throws Exception {
        try (var node = Database.pool(new DatabaseAddress(copy.getJdbcUrl()), "read-models", 1);
                var connection = node.getConnection()) {
            assertThat(connection.isValid(1)).isTrue();
            assertThat(replay(List.of())).isEqualTo(new Replayed.NodesRun(List.of("shiplog-read-models")));
        }
    }
}
