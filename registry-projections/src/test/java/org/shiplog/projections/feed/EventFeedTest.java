package org.shiplog.projections.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shiplog.domain.access.RepositoryGlob;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.repository.RepositoryEvent.RepositoryCreated;
import org.shiplog.projections.fixture.RandomHistory;
import org.shiplog.projections.fixture.Samples;
import org.shiplog.projections.fixture.TestDatabase;
import org.shiplog.projections.fixture.TestJournal;
import org.shiplog.projections.journal.JournalBell;
import org.shiplog.projections.journal.JournalBounds;
import org.shiplog.projections.journal.JournalOffset;
import org.shiplog.projections.journal.JournalReader;
import org.shiplog.projections.journal.SliceRange;

@ExtendWith(TestDatabase.Provider.class)
class EventFeedTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration SOON = Duration.ofMillis(100);

    private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
    private final JournalBell bell = new JournalBell();
    private TestDatabase database;
    private TestJournal journal;
    private EventFeed feed;

    @BeforeEach
    void startEmpty(TestDatabase fresh) {
        database = fresh;
        journal = new TestJournal(database.pool());
        feed = open();
    }

    private EventFeed open() {
        return new EventFeed(JournalReader.ofWhatIsLeft(database.pool(), journal), bell, blocking);
    }

    @AfterEach
    void stop() {
        feed.close();
        blocking.close();
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    }

    /** Everything after the place, read in pages of at most so many. */
    private List<PublicEvent> readAll(JournalOffset after, EventFilter filter, int limit) {
        List<PublicEvent> read = new ArrayList<>();
        FeedPage page;
        JournalOffset place = after;
        do {
            page = join(feed.read(place, filter)).atMost(limit);
            assertThat(page.events()).hasSizeLessThanOrEqualTo(limit);
            read.addAll(page.events());
            place = page.next();
        } while (page.source() != FeedPage.Source.END);
        return read;
    }

    /** The journal's public events in commit order, by a single statement that knows nothing of readers. */
    private List<PublicEvent> inOrder(EventFilter filter) throws Exception {
        List<PublicEvent> all = new ArrayList<>();
        JournalOffset place = JournalOffset.ORIGIN;
        JournalReader reader = new JournalReader(database.pool(), journal);
        while (true) {
            var reading = reader.read(SliceRange.ALL, place, JournalOffset.END);
            if (reading.records().isEmpty()) {
                break;
            }
            reading.records().forEach(record -> PublicForm.of(record).ifPresent(all::add));
            place = reading.settled();
        }
        assertThat(all.stream().map(event -> event.offset().ordering() + ""))
                .isSubsetOf(database.column("SELECT ordering FROM event_journal ORDER BY transaction_id, ordering"));
        return all.stream().filter(filter::admits).toList();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void isTheJournalByTheSamePredicateInAnyPagesFromAnyPlace(long seed) throws Exception {
        RandomHistory history = new RandomHistory(seed);
        for (int i = 0; i < 6; i++) {
            journal.append(history.next(150));
        }
        Random random = new Random(seed);
        ProjectName project = new ProjectName("project1");
        for (EventFilter filter : List.of(
                EventFilter.ALL,
                new EventFilter(Set.of(), Optional.of(project), Optional.empty()),
                new EventFilter(
                        Set.of(EventType.TAG_MOVED, EventType.MEMBER_ADDED), Optional.empty(), Optional.empty()),
                new EventFilter(Set.of(), Optional.of(project), Optional.of(new RepositoryGlob("repository2"))),
                new EventFilter(
                        Set.of(EventType.TAG_MOVED), Optional.of(project), Optional.of(new RepositoryGlob("repo*"))))) {
            List<PublicEvent> expected = inOrder(filter);
            assertThat(expected).isNotEmpty();
            assertThat(readAll(JournalOffset.ORIGIN, filter, 500)).isEqualTo(expected);
            for (int i = 0; i < 3; i++) {
                int begun = random.nextInt(expected.size());
                int limit = 15 + random.nextInt(200);
                assertThat(readAll(expected.get(begun).offset(), filter, limit))
                        .as("from %s in pages of %s", begun, limit)
                        .isEqualTo(expected.subList(begun + 1, expected.size()));
            }
        }
    }

    @Test
    void missesNothingThatCommitsLateWhileItFollows() throws Exception {
        AtomicBoolean writing = new AtomicBoolean(true);
        List<Thread> writers = new ArrayList<>();
        for (int writer = 0; writer < 6; writer++) {
            String entity = "Repository|team/r" + writer;
            long pause = writer;
            writers.add(Thread.startVirtualThread(() -> {
                for (int i = 0; writing.get(); i++) {
                    try (Connection connection = database.pool().getConnection()) {
                        connection.setAutoCommit(false);
                        journal.insert(
                                connection,
                                "alice",
                                entity,
                                List.of(i == 0 ? new RepositoryCreated(1) : Samples.tagged("v1", i)));
                        new CompletableFuture<Void>()
                                .completeOnTimeout(null, pause * (i % 7), TimeUnit.MILLISECONDS)
                                .join();
                        connection.commit();
                    } catch (java.sql.SQLException e) {
                        throw new IllegalStateException(e);
                    }
                    bell.ring();
                }
            }));
        }
        List<PublicEvent> followed = new ArrayList<>();
        List<PublicEvent> alsoFollowed = new ArrayList<>();
        JournalOffset place = JournalOffset.ORIGIN;
        JournalOffset other = JournalOffset.ORIGIN;
        while (followed.size() < 700) {
            place = follow(place, followed);
            other = follow(other, alsoFollowed);
        }
        writing.set(false);
        for (Thread writer : writers) {
            writer.join();
        }
        List<PublicEvent> all = inOrder(EventFilter.ALL);
        while (followed.size() < all.size()) {
            place = follow(place, followed);
        }
        assertThat(followed).isEqualTo(all);
        assertThat(alsoFollowed).isEqualTo(all.subList(0, alsoFollowed.size()));
        Map<Optional<RepositoryName>, List<Long>> places = followed.stream()
                .collect(Collectors.groupingBy(
                        PublicEvent::repository,
                        Collectors.mapping(event -> event.offset().ordering(), Collectors.toList())));
        assertThat(places)
                .hasSize(6)
                .allSatisfy((_, orderings) -> assertThat(orderings).isSorted().doesNotHaveDuplicates());
    }

    private JournalOffset follow(JournalOffset place, List<PublicEvent> into) {
        FeedPage page = join(feed.read(place, EventFilter.ALL));
        into.addAll(page.events());
        if (page.source() != FeedPage.Source.JOURNAL) {
            join(feed.awaitMore(page.next(), SOON));
        }
        return page.next();
    }

    @Test
    void tellsThoseWhoWaitOfWhatComes() {
        journal.append("Repository|team/app", new RepositoryCreated(1));
        JournalOffset end =
                join(feed.read(JournalOffset.ORIGIN, EventFilter.ALL)).next();
        List<CompletableFuture<Boolean>> waiting = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            waiting.add(feed.awaitMore(end, PATIENCE).toCompletableFuture());
        }
        assertThat(join(feed.awaitMore(end, SOON))).isFalse();
        journal.append("Repository|team/app", Samples.tagged("v1", 1));
        bell.ring();
        assertThat(waiting).allSatisfy(one -> assertThat(join(one)).isTrue());

        FeedPage page = join(feed.read(end, EventFilter.ALL));
        assertThat(page.source()).isEqualTo(FeedPage.Source.TAIL);
        assertThat(page.events()).extracting(PublicEvent::type).containsExactly(EventType.TAG_MOVED);
        assertThat(join(feed.read(page.next(), EventFilter.ALL)).source()).isEqualTo(FeedPage.Source.END);
    }

    @Test
    void whoFallsBehindWhatIsAtHandReadsOnFromTheJournal() throws Exception {
        journal.append("Repository|team/app", new RepositoryCreated(1));
        JournalOffset slow =
                join(feed.read(JournalOffset.ORIGIN, EventFilter.ALL)).next();
        CompletionStage<Boolean> quick = feed.awaitMore(new JournalOffset(Long.MAX_VALUE, 0), PATIENCE);
        for (int i = 0; i < 25; i++) {
            journal.append(
                    "Repository|team/app",
                    java.util.stream.IntStream.range(0, 100)
                            .mapToObj(number -> Samples.tagged("v", number))
                            .toArray());
            bell.ring();
        }
        assertThat(join(feed.awaitMore(slow, PATIENCE))).isTrue();
        assertThat(readAll(slow, EventFilter.ALL, 70)).hasSize(2_500);
        assertThat(quick.toCompletableFuture()).isNotDone();
    }

    @Test
    void sendsAwayThoseWhoWaitWhenItIsClosed() {
        journal.append("Repository|team/app", new RepositoryCreated(1));
        JournalOffset end =
                join(feed.read(JournalOffset.ORIGIN, EventFilter.ALL)).next();
        CompletionStage<Boolean> waiting = feed.awaitMore(end, PATIENCE);
        feed.close();
        assertThat(join(waiting)).isFalse();
        assertThat(join(feed.awaitMore(end, PATIENCE))).isFalse();
    }

    @Test
    void holdsNoConnectionForThoseWhoWait() {
        journal.append("Repository|team/app", new RepositoryCreated(1));
        JournalOffset end =
                join(feed.read(JournalOffset.ORIGIN, EventFilter.ALL)).next();
        for (int i = 0; i < 50; i++) {
            feed.awaitMore(end, PATIENCE);
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(((com.zaxxer.hikari.HikariDataSource) database.pool())
                                .getHikariPoolMXBean()
                                .getActiveConnections())
                        .isZero());
    }

    @Test
    void readsWhatIsLeftOfAJournalAndKnowsWhereThatBegins() {
        for (int i = 0; i < 3; i++) {
            journal.append("Repository|team/app", i == 0 ? new RepositoryCreated(1) : Samples.tagged("v", i));
        }
        List<PublicEvent> all = readAll(JournalOffset.ORIGIN, EventFilter.ALL, 10);
        JournalBounds whole = join(feed.bounds());
        assertThat(whole.isAfter(all.getFirst().offset())).isFalse();
        assertThat(whole.isAfter(whole.beginning())).isFalse();

        database.run("DELETE FROM event_journal WHERE ordering <= "
                + all.get(1).offset().ordering());

        JournalBounds left = join(feed.bounds());
        assertThat(left.isAfter(all.getFirst().offset())).isTrue();
        assertThat(left.isAfter(left.beginning())).isFalse();
        assertThat(left.isAfter(JournalOffset.ORIGIN)).isFalse();
        assertThat(readAll(left.beginning(), EventFilter.ALL, 10)).isEqualTo(all.subList(2, 3));
        assertThat(readAll(JournalOffset.ORIGIN, EventFilter.ALL, 10)).isEqualTo(all.subList(2, 3));
        assertThatThrownBy(() -> new JournalReader(database.pool(), journal)
                        .read(SliceRange.ALL, JournalOffset.ORIGIN, JournalOffset.END))
                .as("read models need it all")
                .hasMessageContaining("missing");
    }

    @Test
    void placesOfAnEmptyJournalAreNeverTooOld() {
        JournalOffset next =
                join(feed.read(JournalOffset.ORIGIN, EventFilter.ALL)).next();
        JournalOffset end = join(feed.bounds()).end();
        journal.append("Repository|team/app", new RepositoryCreated(1));
        JournalBounds bounds = join(feed.bounds());
        assertThat(bounds.isAfter(next)).isFalse();
        assertThat(bounds.isAfter(end)).isFalse();
        assertThat(bounds.isBefore(bounds.end())).isFalse();
        assertThat(bounds.isBefore(new JournalOffset(bounds.unborn(), 1))).isTrue();
        assertThat(readAll(end, EventFilter.ALL, 10)).hasSize(1);
        assertThat(readAll(bounds.end(), EventFilter.ALL, 10)).isEmpty();
    }

    @Test
    void findsTheSliceThatTheDatabasePutsAnEntityIn() {
        for (String entity : List.of("Project|library", "Repository|team/app", "User|alice")) {
            journal.append(entity, new RepositoryCreated(1));
            assertThat(database.column("SELECT slice FROM event_journal WHERE persistence_id = '" + entity + "'"))
                    .containsExactly(Integer.toString(SliceRange.of(entity).first()));
        }
    }
}
