package org.shiplog.projections.rebuild;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.shiplog.projections.audit.AuditReadModel;
import org.shiplog.projections.catalog.CatalogReadModel;
import org.shiplog.projections.directory.DirectoryReadModel;
import org.shiplog.projections.fixture.RandomHistory;
import org.shiplog.projections.fixture.TestDatabase;
import org.shiplog.projections.fixture.TestJournal;
import org.shiplog.projections.fixture.Workers;
import org.shiplog.projections.history.HistoryReadModel;
import org.shiplog.projections.pulls.PullReadModel;
import org.shiplog.projections.quota.QuotaReadModel;
import org.shiplog.projections.readmodel.Freshness;
import org.shiplog.projections.readmodel.ReadModel;
import org.shiplog.projections.rebuild.RebuildResult.Compared;
import org.shiplog.projections.rebuild.RebuildResult.TableDifference;

/** A single row of a random past that is changed, dropped or added is a difference, whichever row and column of any table it is. */
@ExtendWith(TestDatabase.Provider.class)
class AnyRowTest {
    private static final long SEED = 7;
    private static final int CHANGES = 4;
    private static final List<ReadModel> MODELS = List.of(
            new CatalogReadModel(),
            new AuditReadModel(),
            new DirectoryReadModel(),
            new QuotaReadModel(),
            new HistoryReadModel(),
            new PullReadModel());

    private final Random random = new Random(SEED);
    private TestDatabase database;
    private Workers workers;
    private ProjectionRebuild rebuild;

    @BeforeEach
    void fill(TestDatabase fresh) {
        database = fresh;
        TestJournal journal = new TestJournal(database.pool());
        new RandomHistory(SEED)
                .next(250)
                .forEach(step ->
                        journal.append(step.persistenceId(), step.events().toArray()));
        workers = new Workers(database, journal);
        rebuild = new ProjectionRebuild(database.pool(), journal, MODELS, _ -> {});
        MODELS.forEach(workers::start);
        Freshness freshness = new Freshness(database.pool(), workers.blocking());
        for (ReadModel model : MODELS) {
            assertThat(freshness
                            .awaitHead(model.name(), Duration.ofSeconds(60))
                            .toCompletableFuture()
                            .orTimeout(60, TimeUnit.SECONDS)
                            .join())
                    .isTrue();
        }
        workers.stop();
    }

    @AfterEach
    void stop() {
        workers.close();
    }

    @Test
    void isFound() throws Exception {
        List<String> tables = new ArrayList<>();
        for (ReadModel model : MODELS) {
            List<String> filled = model.tables().stream().filter(this::hasRows).toList();
            tables.addAll(filled);
            filled.forEach(table -> database.run("CREATE TABLE saved_%1$s AS SELECT * FROM %1$s".formatted(table)));
            for (int change = 0; change <= CHANGES; change++) {
                List<String> done = new ArrayList<>();
                for (String table : filled) {
                    done.add(change == CHANGES ? drop(table) : change(table));
                }
                List<TableDifference> found = compare(model);
                for (int place = 0; place < filled.size(); place++) {
                    String table = filled.get(place);
                    TableDifference difference = found.stream()
                            .filter(each -> each.table().equals(table))
                            .findFirst()
                            .orElseThrow();
                    assertThat(difference.onlyRebuilt()).as(done.get(place)).isEqualTo(1);
                    assertThat(difference.onlyLive()).as(done.get(place)).isEqualTo(change == CHANGES ? 0 : 1);
                }
                filled.forEach(this::restore);
            }
            assertThat(compare(model)).allMatch(each -> each.onlyLive() == 0 && each.onlyRebuilt() == 0);
            filled.forEach(table -> database.run("DROP TABLE saved_" + table));
        }
        assertThat(tables).hasSizeGreaterThan(15);
    }

    private List<TableDifference> compare(ReadModel model) throws Exception {
        return ((Compared) rebuild.compare(model.name())).tables();
    }

    private boolean hasRows(String table) {
        return !database.column("SELECT 1 FROM " + table + " LIMIT 1").isEmpty();
    }

    private String change(String table) {
        List<String> columns = columns(table);
        String column = columns.get(random.nextInt(columns.size()));
        String type = database.column("SELECT data_type FROM information_schema.columns WHERE table_schema = 'public'"
                        + " AND table_name = '" + table + "' AND column_name = '" + column + "'")
                .getFirst();
        String other = switch (type) {
            // One column takes only two words.
            case "text" ->
                "CASE %1$s WHEN 'private' THEN 'public' WHEN 'public' THEN 'private' ELSE coalesce(%1$s, '') || '~'"
                        + " END";
            case "bigint" -> "coalesce(%1$s, 0) + 1000000007";
            case "integer" -> "coalesce(%1$s, 0) + 1000003";
            case "boolean" -> "NOT coalesce(%1$s, false)";
            case "timestamp with time zone" -> "coalesce(%1$s, now()) + INTERVAL '1 microsecond'";
            case "jsonb" -> "coalesce(%1$s, '{}') || '{\"~\": 1}'";
            case "ARRAY" -> "array_append(%1$s, '~')";
            default -> throw new AssertionError("no other value of type " + type + " in " + table);
        };
        String statement =
                "UPDATE %s SET %s = %s WHERE %s".formatted(table, column, other.formatted(column), anyRow(table));
        database.run(statement);
        return statement;
    }

    private String drop(String table) {
        String statement = "DELETE FROM %s WHERE %s".formatted(table, anyRow(table));
        database.run(statement);
        return statement;
    }

    private String anyRow(String table) {
        // Each partition of a table has places of its own.
        List<String> places = database.column("SELECT tableoid || ', ''' || ctid || '''' FROM " + table);
        return "(tableoid, ctid) = (" + places.get(random.nextInt(places.size())) + ")";
    }

    private void restore(String table) {
        database.run("TRUNCATE %1$s; INSERT INTO %1$s (%2$s) SELECT %2$s FROM saved_%1$s"
                .formatted(table, String.join(", ", columns(table))));
    }

    /** But for those that PostgreSQL itself derives from others. */
    private List<String> columns(String table) {
        return database.column("SELECT column_name FROM information_schema.columns WHERE table_schema = 'public'"
                + " AND is_generated = 'NEVER' AND table_name = '" + table + "' ORDER BY ordinal_position");
    }
}
