package org.shiplog.projections.readmodel;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.shiplog.domain.project.Project;
import org.shiplog.domain.repository.Repository;
import org.shiplog.projections.audit.AuditReadModel;
import org.shiplog.projections.catalog.CatalogReadModel;
import org.shiplog.projections.directory.DirectoryReadModel;
import org.shiplog.projections.fixture.RandomHistory;
import org.shiplog.projections.fixture.TestDatabase;
import org.shiplog.projections.fixture.TestJournal;
import org.shiplog.projections.history.HistoryReadModel;
import org.shiplog.projections.journal.JournalOffset;
import org.shiplog.projections.journal.JournalReader;
import org.shiplog.projections.journal.JournalRecord;
import org.shiplog.projections.journal.SliceRange;
import org.shiplog.projections.ledger.LedgerReadModel;
import org.shiplog.projections.pulls.PullReadModel;
import org.shiplog.projections.quota.QuotaReadModel;
import org.shiplog.projections.webhook.WebhookReadModel;

/** The laws that every read model must obey, on random histories. A failure names its seed. */
@ExtendWith(TestDatabase.Provider.class)
class ReadModelLawsTest {
    private static final int HISTORIES = 10;
    private static final int STEPS = 250;
    private static final List<ReadModel> MODELS = List.of(
            new CatalogReadModel(),
            new AuditReadModel(),
            new DirectoryReadModel(),
            new QuotaReadModel(),
            new HistoryReadModel(),
            new PullReadModel(),
            new LedgerReadModel(),
            new WebhookReadModel((id, _, _, _) -> {
                throw new IllegalStateException(id);
            }));

    /** Those that have workers for parts of the journal. */
    private static final List<ReadModel> ORDERLESS = MODELS.stream()
            .filter(model -> model.ranges().equals(ReadModels.RANGES))
            .toList();

    private TestDatabase database;

    @BeforeEach
    void startEmpty(TestDatabase fresh) {
        database = fresh;
    }

    @Test
    void anySplitIntoGroupsGivesTheSameTables() throws Exception {
        for (long seed = 1; seed <= HISTORIES; seed++) {
            List<JournalRecord> events = record(new RandomHistory(seed));
            Random random = new Random(seed);
            List<String> oneByOne = project(split(events, () -> 1));
            assertThat(project(List.of(events)))
                    .as("all at once, seed %d", seed)
                    .isEqualTo(oneByOne);
            assertThat(project(split(events, () -> 1 + random.nextInt(40))))
                    .as("in random groups, seed %d", seed)
                    .isEqualTo(oneByOne);
        }
    }

    @Test
    void anyOrderOfDifferentEntitiesGivesTheSameTables() throws Exception {
        for (long seed = 1; seed <= HISTORIES; seed++) {
            List<JournalRecord> events = record(new RandomHistory(seed));
            Random random = new Random(seed);
            List<String> asHappened = project(ORDERLESS, List.of(events));
            assertThat(project(ORDERLESS, split(shuffleEntities(events, random), () -> 1 + random.nextInt(40))))
                    .as("seed %d", seed)
                    .isEqualTo(asHappened);
        }
    }

    @Test
    void theCatalogueSaysWhatTheEntitiesSay() throws Exception {
        for (long seed = 1; seed <= HISTORIES; seed++) {
            RandomHistory history = new RandomHistory(seed);
            List<JournalRecord> events = record(history);
            Random random = new Random(seed);
            project(split(events, () -> 1 + random.nextInt(100)));
            assertThat(database.column("SELECT repository || ':' || tag || '=' || digest FROM catalog_tag"))
                    .as("tags, seed %d", seed)
                    .containsExactlyInAnyOrderElementsOf(tags(history));
            assertThat(database.column("SELECT repository || '@' || digest FROM catalog_artifact"))
                    .as("artifacts, seed %d", seed)
                    .containsExactlyInAnyOrderElementsOf(artifacts(history));
            assertThat(database.column("SELECT name || ' ' || artifact_count FROM catalog_repository"))
                    .as("repositories, seed %d", seed)
                    .containsExactlyInAnyOrderElementsOf(counts(history));
            assertThat(database.column(
                            "SELECT repository || '@' || digest || ' ' || label_id FROM catalog_artifact_label"))
                    .as("labels, seed %d", seed)
                    .containsExactlyInAnyOrderElementsOf(labels(history));
            assertThat(database.column("SELECT name FROM catalog_repository AS repository WHERE listed_count <> (SELECT"
                            + " count(*) FROM catalog_artifact AS artifact WHERE artifact.repository ="
                            + " repository.name AND listed)"))
                    .as("repositories whose listed artifacts are miscounted, seed %d", seed)
                    .isEmpty();
            assertThat(database.column("SELECT name || ' ' || project_id || ' ' || visibility FROM catalog_project"
                            + " WHERE NOT deleted"))
                    .as("projects, seed %d", seed)
                    .containsExactlyInAnyOrderElementsOf(projects(history));
        }
    }

    private static List<String> tags(RandomHistory history) {
        List<String> tags = new ArrayList<>();
        history.repositories()
                .forEach((name, repository) ->
                        repository.tags().forEach((tag, digest) -> tags.add(name + ":" + tag + "=" + digest)));
        return tags;
    }

    private static List<String> artifacts(RandomHistory history) {
        List<String> artifacts = new ArrayList<>();
        history.repositories()
                .forEach((name, repository) ->
                        repository.manifests().forEach((digest, _) -> artifacts.add(name + "@" + digest)));
        return artifacts;
    }

    private static List<String> labels(RandomHistory history) {
        List<String> labels = new ArrayList<>();
        history.repositories()
                .forEach((name, repository) -> repository
                        .labels()
                        .forEach((digest, ids) -> ids.forEach(id -> labels.add(name + "@" + digest + " " + id))));
        return labels;
    }

    private static List<String> counts(RandomHistory history) {
        return history.repositories().entrySet().stream()
                .filter(entry -> isThere(entry.getValue()))
                .map(entry ->
                        entry.getKey() + " " + entry.getValue().manifests().size())
                .toList();
    }

    private static boolean isThere(Repository repository) {
        return repository.generation() > 0 && !repository.retired();
    }

    private static List<String> projects(RandomHistory history) {
        return history.projects().entrySet().stream()
                .filter(entry -> entry.getValue().exists())
                .map(entry -> entry.getKey() + " " + text(entry.getValue()))
                .toList();
    }

    private static String text(Project project) {
        return project.projectId() + " " + project.visibility().name().toLowerCase(Locale.ROOT);
    }

    /** Writes a history to the journal and reads it back. */
    private List<JournalRecord> record(RandomHistory history) throws SQLException {
        database.run("TRUNCATE event_journal");
        TestJournal journal = new TestJournal(database.pool());
        journal.append(history.next(STEPS));
        JournalReader reader = new JournalReader(database.pool(), journal);
        List<JournalRecord> events = new ArrayList<>();
        JournalOffset at = JournalOffset.ORIGIN;
        while (true) {
            JournalReader.Reading reading = reader.read(SliceRange.ALL, at, JournalOffset.END);
            if (reading.records().isEmpty()) {
                return events;
            }
            events.addAll(reading.records());
            at = reading.settled();
        }
    }

    /** The tables' rows after the groups were applied to empty tables. */
    private List<String> project(List<List<JournalRecord>> groups) throws SQLException {
        return project(MODELS, groups);
    }

    private List<String> project(List<ReadModel> models, List<List<JournalRecord>> groups) throws SQLException {
        List<String> tables =
                models.stream().flatMap(model -> model.tables().stream()).toList();
        database.run("TRUNCATE " + String.join(", ", tables));
        try (Connection connection = database.pool().getConnection()) {
            connection.setAutoCommit(false);
            for (List<JournalRecord> group : groups) {
                for (ReadModel model : models) {
                    model.apply(connection, group);
                }
            }
            connection.commit();
        }
        return database.rows(tables);
    }

    private static List<List<JournalRecord>> split(List<JournalRecord> events, IntSupplier sizes) {
        List<List<JournalRecord>> groups = new ArrayList<>();
        int from = 0;
        while (from < events.size()) {
            int to = Math.min(events.size(), from + sizes.getAsInt());
            groups.add(events.subList(from, to));
            from = to;
        }
        return groups;
    }

    /** Another order in which every entity's events keep theirs. */
    private static List<JournalRecord> shuffleEntities(List<JournalRecord> events, Random random) {
        Map<String, List<JournalRecord>> queues = events.stream()
                .collect(Collectors.groupingBy(
                        JournalRecord::persistenceId, LinkedHashMap::new, Collectors.toCollection(ArrayList::new)));
        List<List<JournalRecord>> left = new ArrayList<>(queues.values());
        return Stream.generate(() -> {
                    List<JournalRecord> queue = left.get(random.nextInt(left.size()));
                    JournalRecord next = queue.removeFirst();
                    if (queue.isEmpty()) {
                        left.remove(queue);
                    }
                    return next;
                })
                .limit(events.size())
                .toList();
    }
}
