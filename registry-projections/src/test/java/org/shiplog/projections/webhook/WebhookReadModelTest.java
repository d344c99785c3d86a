package org.shiplog.projections.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.aggregate.Recorded;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.oci.Tag;
import org.shiplog.domain.project.ProjectEvent.ProjectCreated;
import org.shiplog.domain.project.ProjectEvent.ProjectDeleted;
import org.shiplog.domain.project.Visibility;
import org.shiplog.domain.pull.Pull;
import org.shiplog.domain.pull.PullLog.PullEvent.ArtifactsPulled;
import org.shiplog.domain.repository.RepositoryEvent.ManifestDeleted;
import org.shiplog.domain.repository.RepositoryEvent.ManifestPushed;
import org.shiplog.domain.repository.RepositoryEvent.RepositoryRetired;
import org.shiplog.domain.repository.RepositoryEvent.TagDeleted;
import org.shiplog.domain.repository.RepositoryEvent.TagMoved;
import org.shiplog.domain.webhook.WebhookEventType;
import org.shiplog.domain.webhook.WebhookPolicy;
import org.shiplog.domain.webhook.WebhookTarget;
import org.shiplog.domain.webhook.WebhookTarget.Format;
import org.shiplog.domain.webhook.WebhookTarget.Kind;
import org.shiplog.domain.webhook.Webhooks.WebhookEvent;
import org.shiplog.projections.fixture.Samples;
import org.shiplog.projections.fixture.TestDatabase;
import org.shiplog.projections.fixture.TestJournal;
import org.shiplog.projections.journal.Change;
import org.shiplog.projections.journal.JournalOffset;
import org.shiplog.projections.journal.JournalRecord;

/** What is written down to be delivered: each event once, however events come and however often the model is built. */
@ExtendWith(TestDatabase.Provider.class)
class WebhookReadModelTest {
    private static final RepositoryName REPOSITORY = new RepositoryName("team/app");
    private static final String DELIVERIES =
            "SELECT event_type || ' ' || repository || ':' || tag FROM webhook_delivery ORDER BY delivery_id";

    private final Map<String, Recorded<?>> journal = new HashMap<>();
    private final Map<String, Long> sequences = new HashMap<>();
    private final List<JournalRecord> events = new ArrayList<>();
    private final WebhookReadModel model = new WebhookReadModel((id, number, _, _) -> journal.get(id + " " + number));
    private TestDatabase database;

    @BeforeEach
    void startEmpty(TestDatabase fresh) {
        database = fresh;
    }

    private void happened(String persistenceId, String command, Object... all) {
        for (Object event : all) {
            long number = events.size() + 1L;
            long sequence = sequences.merge(persistenceId, 1L, Long::sum);
            Provenance by = new Provenance("alice", Instant.EPOCH.plusSeconds(number), "local", "", "r", command);
            journal.put(persistenceId + " " + sequence, new Recorded<>(event, by));
            try (Connection connection = database.pool().getConnection()) {
                TestJournal.insertRow(connection, persistenceId, sequence, TestJournal.MANIFEST, number);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            events.add(new JournalRecord(
                    new JournalOffset(number, number), persistenceId, sequence, Change.of(persistenceId, event), by));
        }
    }

    private static WebhookPolicy policy(long id, boolean enabled) {
        return new WebhookPolicy(
                id,
                "p" + id,
                "",
                enabled,
                List.of(
                        WebhookEventType.PUSH_ARTIFACT,
                        WebhookEventType.PULL_ARTIFACT,
                        WebhookEventType.DELETE_ARTIFACT),
                List.of(),
                List.of(new WebhookTarget(Kind.HTTP, Format.DEFAULT, "https://ci.example", false, "#1")),
                "alice",
                Instant.EPOCH,
                Instant.EPOCH);
    }

    private void aHistory() {
        Digest first = Samples.manifest(1).digest();
        Digest second = Samples.manifest(2).digest();
        happened("Project|team", "c0", new ProjectCreated(7, "alice", Visibility.PUBLIC));
        happened("Webhooks|7", "c1", new WebhookEvent.PolicyCreated(policy(1, true)));
        happened(
                "Repository|" + REPOSITORY,
                "c2",
                new ManifestPushed(Samples.manifest(1)),
                new TagMoved(new Tag("v1"), Optional.empty(), first),
                new TagMoved(new Tag("latest"), Optional.empty(), first));
        happened("Repository|" + REPOSITORY, "c3", new ManifestPushed(Samples.manifest(2)));
        happened("Repository|" + REPOSITORY, "c4", new TagMoved(new Tag("v2"), Optional.empty(), second));
        happened(
                "PullLog|team",
                "c5",
                new ArtifactsPulled(List.of(
                        Pull.of(
                                REPOSITORY,
                                1,
                                first,
                                Optional.of(new Tag("v1")),
                                events.getFirst().provenance()),
                        Pull.of(
                                REPOSITORY,
                                1,
                                second,
                                Optional.empty(),
                                events.getFirst().provenance()))));
        happened(
                "Repository|" + REPOSITORY,
                "c6",
                new TagDeleted(new Tag("v1"), first),
                new TagDeleted(new Tag("latest"), first),
                new ManifestDeleted(first));
        happened("Repository|" + REPOSITORY, "c7", new RepositoryRetired(1));
    }

    private static final List<String> TOLD = List.of(
            "PUSH_ARTIFACT team/app:v1",
            "PUSH_ARTIFACT team/app:latest",
            "PUSH_ARTIFACT team/app:",
            "PUSH_ARTIFACT team/app:v2",
            "PULL_ARTIFACT team/app:v1",
            "PULL_ARTIFACT team/app:",
            "DELETE_ARTIFACT team/app:latest",
            "DELETE_ARTIFACT team/app:");

    private void apply(int atOnce) throws SQLException {
        apply(atOnce, "SET LOCAL search_path = public");
    }

    private void apply(int atOnce, String before) throws SQLException {
        try (Connection connection = database.pool().getConnection()) {
            connection.setAutoCommit(false);
            for (int from = 0; from < events.size(); from += atOnce) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute(before);
                }
                model.apply(connection, events.subList(from, Math.min(events.size(), from + atOnce)));
                connection.commit();
            }
        }
    }

    @Test
    void groupsMakeNoDifference() throws SQLException {
        aHistory();
        for (int size : List.of(100, 1, 3)) {
            database.run("TRUNCATE webhook_project, webhook_policy, webhook_muted, webhook_delivery, webhook_lane");
            database.run("UPDATE webhook_horizon SET transaction_id = 0, ordering = 0");
            apply(size);
            assertThat(database.column(DELIVERIES)).as("groups of %d", size).isEqualTo(TOLD);
            assertThat(database.column("SELECT backlog FROM webhook_lane")).containsExactly("8");
        }
    }

    @Test
    void aModelThatIsBuiltAgainTellsNothingTwice() throws SQLException {
        aHistory();
        apply(100);
        List<String> rows = database.rows(model.tables());
        database.run("TRUNCATE webhook_project, webhook_policy, webhook_muted");
        apply(2);
        assertThat(database.rows(model.tables())).isEqualTo(rows);
        database.run("CREATE SCHEMA shadow");
        model.tables()
                .forEach(table ->
                        database.run("CREATE TABLE shadow." + table + " (LIKE public." + table + " INCLUDING ALL)"));
        apply(5, "SET LOCAL search_path = shadow");
        assertThat(database.column("SELECT count(*) FROM shadow.webhook_policy"))
                .containsExactly("1");
        assertThat(database.column(DELIVERIES)).isEqualTo(TOLD);
    }

    @Test
    void aLaterProjectOfTheNameTellsNobodyOfTheFirst() throws SQLException {
        aHistory();
        happened("Project|team", "c8", new ProjectDeleted(7));
        happened("Project|team", "c9", new ProjectCreated(8, "bob", Visibility.PRIVATE));
        happened("Webhooks|7", "c10", new WebhookEvent.PolicyCreated(policy(2, true)));
        happened("Repository|" + REPOSITORY, "c11", new ManifestPushed(Samples.manifest(3)));
        apply(100);
        assertThat(database.column(DELIVERIES)).isEmpty();
        assertThat(database.column("SELECT count(*) FROM webhook_lane")).containsExactly("0");
    }

    @Test
    void disablingAPolicyStopsWhatWaitsAndDeletingItForgetsWhatWas() throws SQLException {
        aHistory();
        happened("Webhooks|7", "c8", new WebhookEvent.PolicyChanged(policy(1, true), policy(1, false)));
        apply(100);
        assertThat(database.column("SELECT DISTINCT status FROM webhook_delivery"))
                .containsExactly("Stopped");
        events.clear();
        happened("Webhooks|7", "c9", new WebhookEvent.PolicyDeleted(policy(1, false)));
        events.set(0, later(events.getFirst()));
        apply(100);
        assertThat(database.column(DELIVERIES)).isEmpty();
    }

    private static JournalRecord later(JournalRecord record) {
        return new JournalRecord(
                new JournalOffset(1_000, 1_000),
                record.persistenceId(),
                record.sequenceNumber(),
                record.change(),
                record.provenance());
    }
}
