package org.shiplog.projections.rebuild;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.shiplog.domain.access.RepositoryGlob;
import org.shiplog.domain.project.ProjectEvent.ProjectCreated;
import org.shiplog.domain.project.Visibility;
import org.shiplog.domain.settings.SystemSettings.SettingsEvent.SettingChanged;
import org.shiplog.domain.webhook.WebhookEventType;
import org.shiplog.domain.webhook.WebhookPolicy;
import org.shiplog.domain.webhook.WebhookTarget;
import org.shiplog.domain.webhook.WebhookTarget.Format;
import org.shiplog.domain.webhook.WebhookTarget.Kind;
import org.shiplog.domain.webhook.Webhooks.WebhookEvent.PolicyCreated;
import org.shiplog.projections.audit.AuditReadModel;
import org.shiplog.projections.catalog.CatalogReadModel;
import org.shiplog.projections.directory.DirectoryReadModel;
import org.shiplog.projections.fixture.RandomHistory;
import org.shiplog.projections.fixture.RandomHistory.Step;
import org.shiplog.projections.fixture.RandomJobs;
import org.shiplog.projections.fixture.TestDatabase;
import org.shiplog.projections.fixture.TestJournal;
import org.shiplog.projections.fixture.Workers;
import org.shiplog.projections.history.HistoryReadModel;
import org.shiplog.projections.job.JobReadModel;
import org.shiplog.projections.pulls.PullReadModel;
import org.shiplog.projections.quota.QuotaReadModel;
import org.shiplog.projections.readmodel.Freshness;
import org.shiplog.projections.readmodel.ReadModel;
import org.shiplog.projections.rebuild.RebuildResult.Compared;
import org.shiplog.projections.rebuild.RebuildResult.TableDifference;
import org.shiplog.projections.webhook.WebhookReadModel;

/**
 * A single row of a random past that is changed, dropped or added is a difference, whichever row and column of any table it is. Any table
 * that events make: who does a task at the moment, or what is still to be delivered, is made by none, and is in no read model.
 */
@ExtendWith(TestDatabase.Provider.class)
class AnyRowTest {
    private static final long SEED = 7;
    private static final int CHANGES = 4;
    private static final long PROJECT = 1_000;
    private static final int POLICIES = 3;
    private final Random random = new Random(SEED);
    private TestDatabase database;
    private Workers workers;
    private List<ReadModel> models = List.of();
    private ProjectionRebuild rebuild;

    @BeforeEach
    void fill(TestDatabase fresh) {
        database = fresh;
        TestJournal journal = new TestJournal(database.pool());
        append(journal, new RandomHistory(SEED).next(250));
        append(journal, new RandomJobs(SEED).next(300));
        append(journal, webhooks());
        models = List.of(
                new CatalogReadModel(),
                new AuditReadModel(),
                new DirectoryReadModel(),
                new QuotaReadModel(),
                new HistoryReadModel(),
                new PullReadModel(),
                new JobReadModel(),
                new WebhookReadModel(journal));
        workers = new Workers(database, journal);
        rebuild = new ProjectionRebuild(database.pool(), journal, models, _ -> {});
        models.forEach(workers::start);
        Freshness freshness = new Freshness(database.pool(), workers.blocking());
        for (ReadModel model : models) {
            assertThat(freshness
                            .awaitHead(model.name(), model.ranges(), Duration.ofSeconds(60))
                            .toCompletableFuture()
                            .orTimeout(60, TimeUnit.SECONDS)
                            .join())
                    .isTrue();
        }
        workers.stop();
    }

    private static void append(TestJournal journal, List<Step> steps) {
        steps.forEach(step -> journal.append(step.persistenceId(), step.events().toArray()));
    }

    /** Some of a project, and nobody is told of anything. */
    private static List<Step> webhooks() {
        List<Step> steps = new ArrayList<>();
        steps.add(new Step("Project|told", List.of(new ProjectCreated(PROJECT, "alice", Visibility.PRIVATE))));
        for (int policy = 1; policy <= POLICIES; policy++) {
            steps.add(new Step("Webhooks|" + PROJECT, List.of(new PolicyCreated(policy(policy)))));
        }
        steps.add(new Step(
                "SystemSettings|system",
                List.of(new SettingChanged("notification_enable", Optional.empty(), Optional.of("false")))));
        return steps;
    }

    private static WebhookPolicy policy(long id) {
        return new WebhookPolicy(
                id,
                "policy" + id,
                "",
                true,
                List.of(WebhookEventType.values()),
                List.of(new RepositoryGlob("app-*")),
                List.of(new WebhookTarget(Kind.HTTP, Format.DEFAULT, "https://ci.example", false, "#1")),
                "alice",
                Instant.EPOCH,
                Instant.EPOCH);
    }

    @AfterEach
    void stop() {
        workers.close();
    }

    @Test
    void isFound() throws Exception {
        List<String> tables = new ArrayList<>();
        for (ReadModel model : models) {
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
        assertThat(tables)
                .hasSizeGreaterThan(20)
                .containsAll(new JobReadModel().tables())
                .contains("webhook_project", "webhook_policy", "webhook_muted");
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
            // What is infinite stays so, whatever is added.
            case "timestamp with time zone" ->
                "CASE WHEN isfinite(%1$s) THEN %1$s + INTERVAL '1 microsecond' ELSE now() END";
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
