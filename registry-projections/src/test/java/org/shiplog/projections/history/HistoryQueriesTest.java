package org.shiplog.projections.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.shiplog.domain.oci.BlobReference;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.MediaType;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.oci.Tag;
import org.shiplog.domain.project.ProjectEvent.ProjectCreated;
import org.shiplog.domain.project.ProjectEvent.ProjectDeleted;
import org.shiplog.domain.project.ProjectEvent.RepositoryRegistered;
import org.shiplog.domain.project.ProjectEvent.RepositoryRemoved;
import org.shiplog.domain.project.Visibility;
import org.shiplog.domain.repository.Repository;
import org.shiplog.domain.repository.RepositoryEvent.ManifestDeleted;
import org.shiplog.domain.repository.RepositoryEvent.RepositoryCreated;
import org.shiplog.domain.repository.RepositoryEvent.RepositoryRetired;
import org.shiplog.domain.repository.RepositoryEvent.TagDeleted;
import org.shiplog.domain.repository.RepositoryEvent.TagMoved;
import org.shiplog.domain.repository.RepositoryRules;
import org.shiplog.projections.fixture.RandomHistory;
import org.shiplog.projections.fixture.Samples;
import org.shiplog.projections.fixture.TestDatabase;
import org.shiplog.projections.fixture.TestJournal;
import org.shiplog.projections.journal.Change.RepositoryChange;
import org.shiplog.projections.journal.JournalOffset;
import org.shiplog.projections.journal.JournalReader;
import org.shiplog.projections.journal.JournalRecord;
import org.shiplog.projections.journal.SliceRange;
import org.shiplog.projections.query.ListQuery;
import org.shiplog.projections.query.Listing;

@ExtendWith(TestDatabase.Provider.class)
class HistoryQueriesTest {
    private static final RepositoryName APP = new RepositoryName("team/app");
    private static final Tag PROD = new Tag("prod");
    private static final Digest OLD = Samples.digest(1);
    private static final Digest NEW = Samples.digest(2);
    private static final ListQuery ALL = new ListQuery(List.of(), List.of(), 1, 100);
    private static final Instant EVER_AFTER = Instant.parse("2030-01-01T00:00:00Z");

    private TestDatabase database;
    private TestJournal journal;
    private HistoryQueries queries;
    private HeldQueries held;
    private SnapshotQueries snapshots;

    @BeforeEach
    void startEmpty(TestDatabase fresh) {
        database = fresh;
        journal = new TestJournal(database.pool());
        queries = new HistoryQueries(database.pool(), Runnable::run);
        held = new HeldQueries(database.pool(), Runnable::run);
        snapshots = new SnapshotQueries(database.pool(), Runnable::run);
    }

    private List<JournalRecord> project() throws SQLException {
        List<JournalRecord> events = new ArrayList<>();
        JournalOffset at = JournalOffset.ORIGIN;
        while (true) {
            JournalReader.Reading reading =
                    new JournalReader(database.pool(), journal).read(SliceRange.ALL, at, JournalOffset.END);
            if (reading.records().isEmpty()) {
                break;
            }
            events.addAll(reading.records());
            at = reading.settled();
        }
        try (Connection connection = database.unpooled().getConnection()) {
            connection.setAutoCommit(false);
            new HistoryReadModel().apply(connection, events);
            connection.commit();
        }
        return events;
    }

    private static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private void aTagThatMovedAndWent() {
        journal.append(
                "Project|team", new ProjectCreated(7, "alice", Visibility.PRIVATE), new RepositoryRegistered(APP, 1));
        journal.append(
                "Repository|team/app",
                new RepositoryCreated(1),
                Samples.pushed(1),
                new TagMoved(PROD, Optional.empty(), OLD),
                Samples.pushed(2));
        journal.appendBy("bob", "Repository|team/app", new TagMoved(PROD, Optional.of(OLD), NEW));
        journal.appendBy("carol", "Repository|team/app", new TagDeleted(PROD, NEW), new ManifestDeleted(NEW));
    }

    private static Instant at(List<JournalRecord> events, int number) {
        return events.get(number).provenance().at();
    }

    @Test
    void tellsEverythingThatATagStoodForAndWhoDidIt() throws Exception {
        aTagThatMovedAndWent();
        List<JournalRecord> events = project();

        Listing.Page<TagPeriod> page = get(queries.periods(APP, 7, PROD, ALL));

        assertThat(page.total()).isEqualTo(2);
        assertThat(page.rows())
                .containsExactly(
                        new TagPeriod(
                                NEW,
                                at(events, 6),
                                Optional.of(at(events, 7)),
                                "bob",
                                events.get(6).offset().ordering(),
                                Optional.empty(),
                                Optional.of("carol"),
                                Optional.of(events.get(7).offset().ordering()),
                                Optional.of(at(events, 8))),
                        new TagPeriod(
                                OLD,
                                at(events, 4),
                                Optional.of(at(events, 6)),
                                "alice",
                                events.get(4).offset().ordering(),
                                Optional.empty(),
                                Optional.of("bob"),
                                Optional.of(events.get(6).offset().ordering()),
                                Optional.empty()));
        assertThat(get(queries.periods(APP, 7, PROD, new ListQuery(List.of(), List.of(), 2, 1)))
                        .rows())
                .extracting(TagPeriod::digest)
                .containsExactly(OLD);
    }

    @Test
    void findsWhatATagStoodForAtEveryTime() throws Exception {
        aTagThatMovedAndWent();
        List<JournalRecord> events = project();

        assertThat(get(queries.tagAt(APP, 7, PROD, at(events, 3)))).isEmpty();
        assertThat(get(queries.tagAt(APP, 7, PROD, at(events, 5))))
                .contains(new PastManifest(OLD, MediaType.OCI_MANIFEST, 100, 2, Optional.empty()));
        assertThat(get(queries.tagAt(APP, 7, PROD, at(events, 6))))
                .contains(new PastManifest(NEW, MediaType.OCI_MANIFEST, 100, 4, Optional.of(at(events, 8))));
        assertThat(get(queries.tagAt(APP, 7, PROD, EVER_AFTER))).isEmpty();
    }

    @Test
    void findsNothingOfAnEarlierProjectOfTheSameName() throws Exception {
        aTagThatMovedAndWent();
        journal.append("Repository|team/app", new ManifestDeleted(OLD), new RepositoryRetired(1));
        journal.append("Project|team", new RepositoryRemoved(APP, 1), new ProjectDeleted(7));
        journal.append(
                "Project|team", new ProjectCreated(8, "mallory", Visibility.PRIVATE), new RepositoryRegistered(APP, 2));
        journal.append("Repository|team/app", new RepositoryCreated(2), Samples.pushed(3));
        List<JournalRecord> events = project();

        assertThat(get(queries.periods(APP, 8, PROD, ALL)).rows()).isEmpty();
        assertThat(get(queries.periods(APP, 7, PROD, ALL)).rows()).hasSize(2);
        assertThat(get(queries.tagAt(APP, 8, PROD, at(events, 6)))).isEmpty();
        assertThat(get(queries.pushes(APP, 8, List.of(OLD, NEW)))).isEmpty();
        assertThat(get(snapshots.artifacts(APP, 8, at(events, 6), ALL))).isEmpty();
        assertThat(get(snapshots.repositories(8, at(events, 6), ALL)).rows()).isEmpty();
        assertThat(get(snapshots.differences(8, Optional.empty(), Instant.EPOCH, EVER_AFTER, ALL))
                        .rows())
                .extracting(Difference::name)
                .containsExactly(Samples.digest(3).toString());
        assertThat(get(queries.generation(APP, 8, 3))).contains(new HistoryQueries.PastGeneration(1, false));
        assertThat(get(queries.firstEvent(8, "team"))).contains(5L);
    }

    @Test
    void opensDeletedThingsForAWhile() {
        Openings openings = new Openings(database.pool(), Runnable::run);
        Instant now = Instant.parse("2026-11-26T12:00:00Z");
        Instant end = now.plusSeconds(60);
        PastManifest manifest = new PastManifest(NEW, MediaType.OCI_MANIFEST, 100, 4, Optional.empty());
        get(openings.open(APP, 7, List.of(manifest), List.of(new BlobReference(OLD, 5)), now, end));
        get(openings.open(APP, 7, List.of(manifest), List.of(), now, now.plusSeconds(1)));

        assertThat(get(openings.manifest(APP, 7, NEW, now.plusSeconds(59)))).contains(manifest);
        assertThat(get(openings.blob(APP, 7, OLD, now))).contains(5L);
        assertThat(get(openings.manifest(APP, 7, NEW, end))).isEmpty();
        assertThat(get(openings.manifest(APP, 8, NEW, now))).isEmpty();
        assertThat(get(openings.blob(new RepositoryName("team/other"), 7, OLD, now)))
                .isEmpty();
        assertThat(get(openings.blob(APP, 7, NEW, now))).isEmpty();
        get(openings.open(APP, 7, List.of(), List.of(), end.plusSeconds(1), end.plusSeconds(2)));
        assertThat(database.column("SELECT digest FROM history_opening")).isEmpty();
    }

    /** After every event of a random history, the past is what the entity then was. */
    @Test
    void thePastIsWhatTheEntitiesWere() throws Exception {
        for (long seed = 1; seed <= 3; seed++) {
            database.run("TRUNCATE event_journal, " + String.join(", ", new HistoryReadModel().tables()));
            journal = new TestJournal(database.pool());
            List<RandomHistory.Step> steps = new ArrayList<>();
            journal.append("Project|all", new ProjectCreated(1, "alice", Visibility.PRIVATE));
            steps.addAll(new RandomHistory(seed).next(120));
            journal.append(steps);
            List<JournalRecord> events = project();
            registerAll();
            Map<String, Repository> states = new HashMap<>();
            RepositoryRules rules = new RepositoryRules();
            for (JournalRecord record : events) {
                if (record.change() instanceof RepositoryChange(RepositoryName name, var event)) {
                    Repository before = states.getOrDefault(name.value(), rules.initial());
                    Repository now = rules.evolve(before, event);
                    states.put(name.value(), now);
                    assertHeld(name, before, record.sequenceNumber());
                    if (now.retired()) {
                        assertThat(get(held.lastDescription(name, before.generation())))
                                .isEqualTo(before.description());
                        assertThat(lastHeld(name, before.generation())).isEqualTo(present(before));
                    }
                    assertThat(past(name, record.provenance().at()))
                            .as("%s after %s, seed %d", name, event, seed)
                            .isEqualTo(present(now));
                }
            }
        }
    }

    /** Each manifest had its labels before the event of that number. */
    private void assertHeld(RepositoryName name, Repository before, long sequenceNumber) {
        before.manifests().forEach((digest, _) -> {
            @Nullable List<Long> labels = before.labels().get(digest);
            assertThat(get(held.labels(name, before.generation(), digest, sequenceNumber)))
                    .as("labels of %s in %s before event %d", digest, name, sequenceNumber)
                    .isEqualTo(labels == null ? List.of() : labels);
        });
    }

    private Map<String, List<String>> lastHeld(RepositoryName name, long generation) {
        Map<String, List<String>> artifacts = new TreeMap<>();
        get(held.lastHeld(name, generation, 100))
                .forEach(each -> artifacts.put(
                        each.digest().toString(),
                        each.tags().stream().map(Tag::value).toList()));
        return artifacts;
    }

    /** Random histories write to repositories without their being registered. */
    private void registerAll() {
        database.run("DELETE FROM history_registration");
        database.run("INSERT INTO history_registration SELECT repository, generation, 1 FROM history_generation");
    }

    private Map<String, List<String>> past(RepositoryName name, Instant at) {
        Map<String, List<String>> artifacts = new TreeMap<>();
        get(snapshots.artifacts(name, 1, at, ALL))
                .ifPresent(page -> page.rows()
                        .forEach(artifact -> artifacts.put(artifact.digest().toString(), artifact.tags())));
        return artifacts;
    }

    private static Map<String, List<String>> present(Repository repository) {
        Map<String, List<String>> artifacts = new TreeMap<>();
        repository.manifests().forEach((digest, _) -> artifacts.put(digest.toString(), new ArrayList<>()));
        repository
                .tags()
                .forEach((tag, digest) -> artifacts.get(digest.toString()).add(tag.value()));
        return artifacts;
    }

    @Test
    void differencesLeadFromOneTimeToTheOther() throws Exception {
        aTagThatMovedAndWent();
        List<JournalRecord> events = project();

        assertThat(get(snapshots.differences(7, Optional.of(APP), at(events, 4), at(events, 6), ALL))
                        .rows())
                .containsExactly(
                        new Difference(
                                APP, Difference.Kind.ARTIFACT, NEW.toString(), Optional.empty(), Optional.of(NEW)),
                        new Difference(APP, Difference.Kind.TAG, "prod", Optional.of(OLD), Optional.of(NEW)));
        // What came and went in between is no difference.
        assertThat(get(snapshots.differences(7, Optional.empty(), at(events, 4), EVER_AFTER, ALL))
                        .rows())
                .containsExactly(new Difference(APP, Difference.Kind.TAG, "prod", Optional.of(OLD), Optional.empty()));
        assertThat(get(snapshots.repositories(7, at(events, 6), ALL)).rows())
                .containsExactly(new PastRepository(APP, 2, 1));
    }
}
