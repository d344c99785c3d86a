package org.shiplog.projections.rebuild;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.shiplog.domain.identity.UserEvent.PasswordChanged;
import org.shiplog.projections.audit.AuditReadModel;
import org.shiplog.projections.catalog.CatalogReadModel;
import org.shiplog.projections.fixture.RandomHistory;
import org.shiplog.projections.fixture.TestDatabase;
import org.shiplog.projections.fixture.TestJournal;
import org.shiplog.projections.fixture.Workers;
import org.shiplog.projections.readmodel.Freshness;
import org.shiplog.projections.readmodel.ReadModel;
import org.shiplog.projections.rebuild.RebuildResult.AlreadyRunning;
import org.shiplog.projections.rebuild.RebuildResult.Compared;
import org.shiplog.projections.rebuild.RebuildResult.Replaced;
import org.shiplog.projections.rebuild.RebuildResult.TableDifference;
import org.shiplog.projections.rebuild.RebuildResult.UnknownProjection;

@ExtendWith(TestDatabase.Provider.class)
class ProjectionRebuildTest {
    private static final List<ReadModel> MODELS = List.of(new CatalogReadModel(), new AuditReadModel());
    private static final List<String> CATALOG = new CatalogReadModel().tables();

    private TestDatabase database;
    private TestJournal journal;
    private Workers workers;
    private ProjectionRebuild rebuild;

    @BeforeEach
    void startEmpty(TestDatabase fresh) {
        database = fresh;
        journal = new TestJournal(database.pool());
        workers = new Workers(database, journal);
        rebuild = new ProjectionRebuild(database.pool(), journal, MODELS, _ -> {});
    }

    @AfterEach
    void stop() {
        workers.close();
    }

    private void happen(RandomHistory history, int steps) {
        history.next(steps)
                .forEach(step ->
                        journal.append(step.persistenceId(), step.events().toArray()));
        workers.bell().ring();
    }

    private void project() {
        MODELS.forEach(workers::start);
        awaitFresh();
    }

    private void awaitFresh() {
        Freshness freshness = new Freshness(database.pool(), workers.blocking());
        for (ReadModel model : MODELS) {
            assertThat(freshness
                            .awaitHead(model.name(), Duration.ofSeconds(30))
                            .toCompletableFuture()
                            .orTimeout(60, TimeUnit.SECONDS)
                            .join())
                    .isTrue();
        }
    }

    private Compared compare(String projection) throws Exception {
        return (Compared) rebuild.compare(projection);
    }

    @Test
    void findsARebuiltModelEqualToTheLiveOne() throws Exception {
        happen(new RandomHistory(1), 400);
        project();
        for (ReadModel model : MODELS) {
            Compared compared = compare(model.name());
            assertThat(compared.equal()).as("%s", compared).isTrue();
            assertThat(compared.events()).isGreaterThan(400);
            assertThat(compared.tables()).hasSameSizeAs(model.tables());
        }
        assertThat(database.column("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'rebuild%'"))
                .isEmpty();
    }

    @Test
    void findsThemEqualWhileTheNodeGoesOnWriting() throws Exception {
        RandomHistory history = new RandomHistory(2);
        happen(history, 100);
        project();
        AtomicBoolean write = new AtomicBoolean(true);
        Thread writer = Thread.startVirtualThread(() -> {
            while (write.get()) {
                happen(history, 5);
            }
        });
        try {
            for (int round = 0; round < 3; round++) {
                for (ReadModel model : MODELS) {
                    Compared compared = compare(model.name());
                    assertThat(compared.equal()).as("%s", compared).isTrue();
                }
                assertThat(rebuild.replace(CatalogReadModel.NAME)).isInstanceOf(Replaced.class);
            }
        } finally {
            write.set(false);
            writer.join();
        }
        awaitFresh();
        assertThat(compare(CatalogReadModel.NAME).equal()).isTrue();
    }

    @Test
    void findsThemEqualWhenNoNodeRuns() throws Exception {
        happen(new RandomHistory(3), 100);
        project();
        workers.stop();
        journal.append("User|later", new PasswordChanged("$argon2id$"));
        assertThat(compare(AuditReadModel.NAME).equal()).isTrue();
    }

    @Test
    void comparesNothingWithNothingBeforeTheFirstEvent() throws Exception {
        assertThat(compare(CatalogReadModel.NAME)).satisfies(compared -> {
            assertThat(compared.equal()).isTrue();
            assertThat(compared.events()).isZero();
        });
    }

    @Test
    void findsAnySingleRowThatWasChangedDeletedOrAdded() throws Exception {
        happen(new RandomHistory(5), 300);
        project();
        workers.stop();
        Random random = new Random(5);
        for (String table : CATALOG) {
            assertFinds(random, table, "DELETE FROM %s WHERE ctid = ?::tid", 0, 1);
            assertFinds(
                    random,
                    table,
                    "INSERT INTO %1$s (" + String.join(", ", columns(table)) + ") " + copyOf(table)
                            + " WHERE ctid = ?::tid",
                    1,
                    0);
            for (String column : columns(table)) {
                String change = "UPDATE %%s SET %s = %s WHERE ctid = ?::tid".formatted(column, another(table, column));
                assertFinds(random, table, change, 1, 1);
            }
        }
        assertThat(rebuild.replace(CatalogReadModel.NAME)).isInstanceOf(Replaced.class);
        assertThat(compare(CatalogReadModel.NAME).equal()).isTrue();
    }

    /** Damages a random row of the live table, lets it be found, and repairs it. */
    private void assertFinds(Random random, String table, String damage, long onlyLive, long onlyRebuilt)
            throws Exception {
        List<String> rows = database.column("SELECT ctid FROM " + table);
        assertThat(rows).as("%s has rows to damage", table).isNotEmpty();
        database.run("CREATE TABLE saved AS SELECT * FROM " + table);
        try (Connection connection = database.unpooled().getConnection();
                PreparedStatement statement = connection.prepareStatement(damage.formatted(table))) {
            statement.setString(1, rows.get(random.nextInt(rows.size())));
            assertThat(statement.executeUpdate()).isEqualTo(1);
        }
        Compared compared = compare(CatalogReadModel.NAME);
        assertThat(compared.equal()).as("%s after %s", compared, damage).isFalse();
        assertThat(compared.tables())
                .filteredOn(difference -> !difference.none())
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.table()).isEqualTo(table);
                    assertThat(found.onlyLive()).isEqualTo(onlyLive);
                    assertThat(found.onlyRebuilt()).isEqualTo(onlyRebuilt);
                    assertThat(found.examples()).hasSize((int) (onlyLive + onlyRebuilt));
                });
        database.run("TRUNCATE %1$s; INSERT INTO %1$s (%2$s) SELECT %2$s FROM saved; DROP TABLE saved"
                .formatted(table, String.join(", ", columns(table))));
    }

    /** But for those that PostgreSQL itself derives from others. */
    private List<String> columns(String table) {
        return database.column("SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' "
                + "AND table_name = '%s' AND is_generated = 'NEVER' ORDER BY ordinal_position".formatted(table));
    }

    /** A row like another, but for the last column of its key. */
    private String copyOf(String table) {
        String key =
                table.equals("catalog_repository") ? "name" : columns(table).get(1);
        String values = columns(table).stream()
                .map(column -> column.equals(key) ? another(table, column) : column)
                .collect(Collectors.joining(", "));
        return "SELECT " + values + " FROM %1$s";
    }

    private String another(String table, String column) {
        String type = database.column("SELECT data_type FROM information_schema.columns WHERE table_schema = 'public' "
                        + "AND table_name = '%s' AND column_name = '%s'".formatted(table, column))
                .getFirst();
        return switch (type) {
            case "bigint", "integer" -> column + " + 1000";
            case "boolean" -> "NOT " + column;
            case "timestamp with time zone" -> "coalesce(" + column + ", now()) + interval '1 microsecond'";
            case "jsonb" -> column + " || '{\"another\": \"x\"}'";
            case "ARRAY" -> column + " || 'x'::text";
            default ->
                switch (column) {
                    case "visibility" -> "CASE visibility WHEN 'public' THEN 'private' ELSE 'public' END";
                    case "kind" ->
                        table.equals("catalog_member")
                                ? "CASE kind WHEN 'user' THEN 'group' ELSE 'user' END"
                                : "kind || 'x'";
                    default -> "coalesce(" + column + ", '') || 'x'";
                };
        };
    }

    @Test
    void puttingARebuiltModelInPlaceRepairsItAndKeepsItsShape() throws Exception {
        RandomHistory history = new RandomHistory(6);
        happen(history, 200);
        project();
        List<String> rows = database.rows(CATALOG);
        String shapes = "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY indexdef";
        String constraints = "SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) "
                + "FROM pg_constraint WHERE connamespace = 'public'::regnamespace ORDER BY 1";
        List<String> indexesBefore = database.column(shapes);
        List<String> constraintsBefore = database.column(constraints);
        database.run("DELETE FROM catalog_artifact");
        database.run("UPDATE catalog_tag SET digest = 'sha256:wrong'");

        assertThat(rebuild.replace(CatalogReadModel.NAME)).isInstanceOf(Replaced.class);

        assertThat(database.rows(CATALOG)).isEqualTo(rows);
        assertThat(database.column(shapes)).isEqualTo(indexesBefore);
        assertThat(database.column(constraints)).isEqualTo(constraintsBefore);
        happen(history, 50);
        awaitFresh();
        assertThat(compare(CatalogReadModel.NAME).equal()).isTrue();
    }

    @Test
    void takesOverAfterARebuildThatWasKilled() throws Exception {
        happen(new RandomHistory(8), 50);
        project();
        database.run("CREATE SCHEMA rebuild_catalog; CREATE TABLE rebuild_catalog.catalog_tag (half int)");
        assertThat(compare(CatalogReadModel.NAME).equal()).isTrue();
    }

    @Test
    void refusesToRunTwiceAtATime() throws Exception {
        try (Connection other = database.unpooled().getConnection();
                PreparedStatement lock = other.prepareStatement(
                        "SELECT pg_advisory_lock(hashtextextended('shiplog rebuild audit', 0))")) {
            lock.execute();
            assertThat(rebuild.compare(AuditReadModel.NAME)).isEqualTo(new AlreadyRunning(AuditReadModel.NAME));
        }
    }

    @Test
    void leavesNoLockBehindInThePool() throws Exception {
        happen(new RandomHistory(9), 20);
        project();
        compare(AuditReadModel.NAME);
        rebuild.replace(AuditReadModel.NAME);
        assertThat(database.column("SELECT locktype FROM pg_locks WHERE locktype = 'advisory' "
                        + "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"))
                .isEmpty();
    }

    @Test
    void knowsOnlyItsOwnProjections() throws Exception {
        assertThat(rebuild.compare("nonsense"))
                .isEqualTo(new UnknownProjection("nonsense", List.of("catalog", "audit")));
    }

    @Test
    void saysWhatDiffers() {
        assertThat(new TableDifference("t", 0, 0, List.of()).none()).isTrue();
        assertThat(new TableDifference("t", 0, 1, List.of()).none()).isFalse();
    }
}
