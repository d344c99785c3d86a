package org.shiplog.projections.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.pekko.Done;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.UniqueKillSwitch;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.shiplog.domain.project.ProjectEvent.ProjectDeleted;
import org.shiplog.domain.repository.RepositoryEvent.RepositoryCreated;
import org.shiplog.projections.fixture.Samples;
import org.shiplog.projections.fixture.TestDatabase;
import org.shiplog.projections.fixture.TestJournal;
import org.shiplog.projections.fixture.Workers;

@ExtendWith(TestDatabase.Provider.class)
class JournalSourceTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<JournalBatch> batches = new CopyOnWriteArrayList<>();
    private TestDatabase database;
    private TestJournal journal;
    private Workers workers;
    private CompletableFuture<Done> ended;
    private UniqueKillSwitch running;

    @BeforeEach
    void startEmpty(TestDatabase fresh) {
        database = fresh;
        journal = new TestJournal(database.pool());
        workers = new Workers(database, journal);
    }

    @AfterEach
    void stop() {
        workers.close();
    }

    private void read(SliceRange range) {
        JournalSource source = new JournalSource(
                new JournalReader(database.pool(), journal), workers.bell(), range, workers.blocking());
        var started = source.from(JournalOffset.ORIGIN)
                .viaMat(KillSwitches.single(), Keep.right())
                .toMat(Sink.foreach(batches::add), Keep.both())
                .run(workers.kit().system());
        running = started.first();
        ended = started.second().toCompletableFuture();
    }

    private List<JournalRecord> delivered() {
        return batches.stream().flatMap(batch -> batch.records().stream()).toList();
    }

    private List<String> deliveredEvents() {
        return delivered().stream()
                .map(event -> event.persistenceId() + "#" + event.sequenceNumber())
                .toList();
    }

    @Test
    void skipsAndReordersNothingWhileATransactionStaysOpenFor30Seconds() throws Exception {
        read(SliceRange.ALL);
        AtomicBoolean write = new AtomicBoolean(true);
        AtomicInteger written = new AtomicInteger();
        long opened = System.nanoTime();
        try (Connection slow = database.unpooled().getConnection()) {
            slow.setAutoCommit(false);
            journal.insert(slow, "slow", "Repository|slow/one", List.of(new RepositoryCreated(1), Samples.pushed(1)));
            List<Thread> writers = new ArrayList<>();
            for (int writer = 0; writer < 4; writer++) {
                String entity = "Repository|fast/r" + writer;
                writers.add(Thread.startVirtualThread(() -> {
                    while (write.get()) {
                        journal.append(entity, Samples.tagged("v1", written.incrementAndGet()));
                        if (written.get() % 50 == 0) {
                            workers.bell().ring();
                        }
                    }
                }));
            }
            await().atMost(Duration.ofSeconds(60))
                    .until(() ->
                            System.nanoTime() - opened > Duration.ofSeconds(30).toNanos());
            assertThat(delivered())
                    .as("nothing that a running transaction could still precede")
                    .isEmpty();
            write.set(false);
            for (Thread writer : writers) {
                writer.join();
            }
            slow.commit();
        }
        await().atMost(Duration.ofSeconds(120)).until(() -> delivered().size() >= written.get() + 2);
        assertThat(written.get()).isGreaterThan(1_000);
        assertThat(delivered()).hasSize(written.get() + 2);
        assertThat(delivered().stream().map(JournalRecord::offset)).isSorted().doesNotHaveDuplicates();
        assertEveryEntityIsCompleteAndInOrder();
        assertThat(delivered().getFirst().persistenceId()).isEqualTo("Repository|slow/one");
        assertThat(ended).isNotDone();
    }

    private void assertEveryEntityIsCompleteAndInOrder() {
        Map<String, List<Long>> sequences = delivered().stream()
                .collect(Collectors.groupingBy(
                        JournalRecord::persistenceId,
                        TreeMap::new,
                        Collectors.mapping(JournalRecord::sequenceNumber, Collectors.toList())));
        assertThat(sequences)
                .allSatisfy((_, numbers) -> assertThat(numbers)
                        .isEqualTo(LongStream.rangeClosed(1, numbers.size())
                                .boxed()
                                .toList()));
    }

    @Test
    void deliversACommitThatComesAfterLaterRowsWereCommitted() throws Exception {
        read(SliceRange.ALL);
        try (Connection early = database.unpooled().getConnection()) {
            early.setAutoCommit(false);
            journal.insert(early, "early", "Repository|a/early", List.of(new RepositoryCreated(1)));
            journal.append("Repository|a/late", new RepositoryCreated(1));
            early.commit();
        }
        await().atMost(PATIENCE).until(() -> delivered().size() == 2);
        assertThat(deliveredEvents()).containsExactly("Repository|a/early#1", "Repository|a/late#1");
    }

    @Test
    void isNotHeldUpByATransactionThatRollsBack() throws Exception {
        read(SliceRange.ALL);
        try (Connection failing = database.unpooled().getConnection()) {
            failing.setAutoCommit(false);
            journal.insert(failing, "failing", "Repository|a/failing", List.of(new RepositoryCreated(1)));
            journal.append("Repository|a/other", new RepositoryCreated(1));
            failing.rollback();
        }
        journal.forgetLast("Repository|a/failing");
        await().atMost(PATIENCE).until(() -> deliveredEvents().equals(List.of("Repository|a/other#1")));
        journal.append("Repository|a/failing", new RepositoryCreated(1));
        await().atMost(PATIENCE).until(() -> delivered().size() == 2);
    }

    @Test
    void sharesTheEntitiesOutWithoutLosingOrDoublingAny() {
        for (int entity = 0; entity < 50; entity++) {
            journal.append("Repository|a/r" + entity, new RepositoryCreated(1), Samples.pushed(entity));
        }
        SliceRange.split(4).forEach(this::read);
        await().atMost(PATIENCE).until(() -> delivered().size() == 100);
        assertThat(deliveredEvents()).doesNotHaveDuplicates();
        assertEveryEntityIsCompleteAndInOrder();
    }

    @Test
    void continuesBehindAStoredOffset() throws Exception {
        journal.append("Repository|a/r", new RepositoryCreated(1), Samples.pushed(1), Samples.pushed(2));
        List<JournalRecord> all = new JournalReader(database.pool(), journal)
                .read(SliceRange.ALL, JournalOffset.ORIGIN, JournalOffset.END)
                .records();
        JournalOffset stored = JournalOffset.parse(all.get(1).offset().toString());
        List<JournalRecord> rest = new JournalReader(database.pool(), journal)
                .read(SliceRange.ALL, stored, JournalOffset.END)
                .records();
        assertThat(rest).containsExactly(all.get(2));
    }

    @Test
    void stopsAtAnEventThatItDoesNotKnow() throws Exception {
        journal.append("Repository|a/r", new RepositoryCreated(1));
        insert("Repository|a/r", 2, "FromTheFuture/9");
        journal.append("Repository|a/other", new RepositoryCreated(1));
        read(SliceRange.ALL);
        assertThat(failure()).hasMessageContaining("event 2 of Repository|a/r (FromTheFuture/9");
        assertThat(deliveredEvents()).doesNotContain("Repository|a/other#1");
    }

    @Test
    void stopsAtAGapInAnEntitysEvents() throws Exception {
        journal.append("Repository|a/r", new RepositoryCreated(1));
        insert("Repository|a/r", 3, TestJournal.MANIFEST);
        read(SliceRange.ALL);
        assertThat(failure()).hasMessageContaining("event 3 of Repository|a/r").hasMessageContaining("missing");
    }

    @Test
    void stopsAtAnEventThatWasCommittedBeforeItsPredecessor() throws Exception {
        insert("Repository|a/r", 2, TestJournal.MANIFEST);
        insert("Repository|a/r", 1, TestJournal.MANIFEST);
        read(SliceRange.ALL);
        assertThat(failure()).hasMessageContaining("event 2 of Repository|a/r").hasMessageContaining("does not follow");
    }

    @Test
    void stopsAtAnEventOfAnotherKindOfEntity() throws Exception {
        journal.append("Project|a", new RepositoryCreated(1));
        read(SliceRange.ALL);
        assertThat(failure()).hasMessageContaining("event 1 of Project|a");
    }

    @Test
    void refusesAJournalThatWasRestoredFromAnotherDatabase() {
        journal.append("Repository|a/r", new RepositoryCreated(1));
        database.run("UPDATE event_journal SET transaction_id = '9000000000'");
        read(SliceRange.ALL);
        assertThat(failure()).hasMessageContaining("restored");
    }

    @Test
    void endsWithoutLeavingAReaderBehindWhenItIsCancelled() {
        read(SliceRange.ALL);
        running.shutdown();
        await().atMost(PATIENCE).until(ended::isDone);
        workers.blocking().shutdown();
        await().atMost(PATIENCE).until(() -> workers.blocking().isTerminated());
    }

    @Test
    void storesAnOffsetNowAndThenForARangeWhereNothingHappens() {
        database.run("DO $$ BEGIN FOR i IN 1..10100 LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$");
        read(SliceRange.ALL);
        await().atMost(PATIENCE).until(() -> !batches.isEmpty());
        JournalBatch batch = batches.getFirst();
        assertThat(batch.records()).isEmpty();
        assertThat(batch.after()).isEqualTo(JournalOffset.ORIGIN);
        assertThat(batch.upTo()).isGreaterThan(new JournalOffset(10_000, 0));
        journal.append("Repository|a/r", new RepositoryCreated(1));
        await().atMost(PATIENCE).until(() -> delivered().size() == 1);
    }

    @Test
    void keepsSlicesThatNeverChange() {
        journal.append("Project|library", new ProjectDeleted(1));
        assertThat(database.column("SELECT slice FROM event_journal")).containsExactly("903");
    }

    private Throwable failure() {
        try {
            ended.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
            throw new AssertionError("the source completed");
        } catch (CompletionException e) {
            assertThat(e.getCause()).isInstanceOf(JournalDamagedException.class);
            return e.getCause();
        }
    }

    private void insert(String persistenceId, long sequence, String manifest) throws Exception {
        try (Connection connection = database.unpooled().getConnection()) {
            TestJournal.insertRow(connection, persistenceId, sequence, manifest, 1);
        }
    }
}
