package org.shiplog.projections.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.repository.RepositoryEvent.BlobDeleted;
import org.shiplog.domain.repository.RepositoryEvent.BlobMounted;
import org.shiplog.domain.repository.RepositoryEvent.BlobUploaded;
import org.shiplog.domain.repository.RepositoryEvent.ManifestDeleted;
import org.shiplog.domain.repository.RepositoryEvent.RepositoryCreated;
import org.shiplog.domain.repository.RepositoryEvent.RepositoryRetired;
import org.shiplog.projections.fixture.RandomHistory;
import org.shiplog.projections.fixture.Samples;
import org.shiplog.projections.fixture.TestDatabase;
import org.shiplog.projections.journal.JournalRecord;

@ExtendWith(TestDatabase.Provider.class)
class QuotaReadModelTest {
    private static final int HISTORIES = 6;
    private static final int STEPS = 200;

    private TestDatabase database;
    private QuotaJournal journal;

    @BeforeEach
    void open(TestDatabase fresh) {
        database = fresh;
        journal = new QuotaJournal(database, new QuotaReadModel());
    }

    @Test
    void countsADigestOnceInEachProjectThatHoldsIt() throws Exception {
        journal.append("tools/a", new RepositoryCreated(1), blob(1, 10), Samples.pushed(101, 1));
        journal.append("tools/b", new RepositoryCreated(1), mounted(1, 10, "tools/a"), blob(2, 7));
        journal.append("games/a", new RepositoryCreated(1), mounted(1, 10, "tools/a"));
        journal.project();
        assertThat(usage()).containsExactly("games 10 1", "tools 117 3");
    }

    @Test
    void countsAManifestOnceThoughItIsPushedAgain() throws Exception {
        journal.append("tools/a", new RepositoryCreated(1), Samples.pushed(101));
        journal.project();
        journal.append("tools/a", Samples.pushed(101, 1));
        journal.project();
        assertThat(usage()).containsExactly("tools 100 1");
    }

    @Test
    void keepsADigestUntilTheLastOfItsLinksGoes() throws Exception {
        journal.append("tools/a", new RepositoryCreated(1), blob(1, 10), blob(2, 7), Samples.pushed(101));
        journal.append("tools/b", new RepositoryCreated(1), blob(1, 10));
        journal.project();
        journal.append("tools/a", new BlobDeleted(Samples.digest(1), 10), new ManifestDeleted(Samples.digest(101)));
        journal.project();
        assertThat(usage()).containsExactly("tools 17 2");
        journal.append("tools/b", new BlobDeleted(Samples.digest(1), 10));
        journal.project();
        assertThat(usage()).containsExactly("tools 7 1");
    }

    @Test
    void forgetsWhatARetiredRepositoryHeld() throws Exception {
        journal.append("tools/a", new RepositoryCreated(1), blob(1, 10), blob(2, 7));
        journal.append("tools/b", new RepositoryCreated(1), blob(2, 7));
        journal.project();
        journal.append("tools/a", new RepositoryRetired(1), new RepositoryCreated(2), blob(3, 1));
        journal.project();
        assertThat(usage()).containsExactly("tools 8 2");
        journal.append("tools/a", new RepositoryRetired(2));
        journal.append("tools/b", new RepositoryRetired(1));
        journal.project();
        assertThat(database.rows(new QuotaReadModel().tables())).isEmpty();
    }

    @Test
    void countsOnceWhatIsABlobAndAManifest() throws Exception {
        journal.append("tools/a", new RepositoryCreated(1), blob(101, 100), Samples.pushed(101));
        journal.project();
        assertThat(usage()).containsExactly("tools 100 1");
        journal.append("tools/a", new ManifestDeleted(Samples.digest(101)));
        journal.project();
        assertThat(usage()).containsExactly("tools 100 1");
    }

    /** Each worker has repositories of its own, and all of them share projects. */
    @Test
    void saysWhatTheRepositoriesSayWhenSeveralWorkersHandleThem() throws Exception {
        for (long seed = 1; seed <= HISTORIES; seed++) {
            database.run("TRUNCATE event_journal, project_link, project_blob, project_usage");
            QuotaJournal history = new QuotaJournal(database, new QuotaReadModel());
            RandomHistory doings = new RandomHistory(seed);
            history.journal.append(doings.next(STEPS));
            List<JournalRecord> events = history.unhandled();
            CompletableFuture<?>[] workers = new CompletableFuture<?>[3];
            for (int worker = 0; worker < workers.length; worker++) {
                List<JournalRecord> share = share(events, worker, workers.length);
                Random random = new Random(seed * workers.length + worker);
                workers[worker] = CompletableFuture.runAsync(() -> applyInGroups(history, share, random));
            }
            CompletableFuture.allOf(workers).join();
            assertThat(usage()).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(expected(doings));
        }
    }

    private static List<JournalRecord> share(List<JournalRecord> events, int worker, int workers) {
        return events.stream()
                .filter(event -> Math.floorMod(event.persistenceId().hashCode(), workers) == worker)
                .toList();
    }

    private static void applyInGroups(QuotaJournal journal, List<JournalRecord> events, Random random) {
        int from = 0;
        try {
            while (from < events.size()) {
                int to = Math.min(events.size(), from + 1 + random.nextInt(20));
                journal.apply(events.subList(from, to));
                from = to;
            }
        } catch (SQLException e) {
            throw new CompletionException(e);
        }
    }

    private static List<String> expected(RandomHistory history) {
        Map<String, Map<String, Long>> held = new HashMap<>();
        history.repositories().forEach((name, repository) -> {
            String project = new RepositoryName(name).project().orElseThrow().value();
            Map<String, Long> sizes = held.computeIfAbsent(project, _ -> new HashMap<>());
            repository.blobs().forEach((digest, blob) -> sizes.put(digest.toString(), blob.size()));
            repository.manifests().forEach((digest, manifest) -> sizes.put(digest.toString(), manifest.size()));
        });
        List<String> usage = new ArrayList<>();
        held.forEach((project, sizes) -> {
            if (!sizes.isEmpty()) {
                long bytes = sizes.values().stream().mapToLong(Long::longValue).sum();
                usage.add(project + " " + bytes + " " + sizes.size());
            }
        });
        return usage;
    }

    private List<String> usage() {
        return database.column(
                "SELECT project || ' ' || bytes || ' ' || blob_count FROM project_usage ORDER BY project");
    }

    private static BlobUploaded blob(int number, long size) {
        return new BlobUploaded(Samples.digest(number), size);
    }

    private static BlobMounted mounted(int number, long size, String from) {
        return new BlobMounted(Samples.digest(number), size, new RepositoryName(from));
    }
}
