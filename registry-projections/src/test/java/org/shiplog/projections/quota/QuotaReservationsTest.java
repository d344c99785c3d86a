package org.shiplog.projections.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.repository.RepositoryEvent.BlobDeleted;
import org.shiplog.domain.repository.RepositoryEvent.BlobUploaded;
import org.shiplog.domain.repository.RepositoryEvent.RepositoryCreated;
import org.shiplog.projections.fixture.Samples;
import org.shiplog.projections.fixture.TestDatabase;
import org.shiplog.projections.quota.QuotaReservations.Demand;
import org.shiplog.projections.quota.QuotaReservations.Room;

@ExtendWith(TestDatabase.Provider.class)
class QuotaReservationsTest {
    private static final ProjectName TOOLS = new ProjectName("tools");
    private static final long LIMIT = 100;

    private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
    private TestDatabase database;
    private QuotaJournal journal;
    private QuotaReservations reservations;

    @BeforeEach
    void open(TestDatabase fresh) {
        database = fresh;
        journal = new QuotaJournal(database, new QuotaReadModel());
        reservations = new QuotaReservations(database.pool(), blocking);
    }

    @AfterEach
    void close() {
        blocking.close();
    }

    @Test
    void hasRoomUpToTheLimitAndNotAByteMore() {
        assertThat(reserve(1, 60)).isEmpty();
        assertThat(reserve(2, 41)).contains(60L);
        assertThat(reserve(3, 40)).isEmpty();
        assertThat(await(reservations.taken(TOOLS))).isEqualTo(100);
        assertThat(await(
                        reservations.reserve(new Demand(new ProjectName("games"), Samples.digest(1), 100, "r"), LIMIT)))
                .isEqualTo(new Room(true, 0));
    }

    @Test
    void letsExactlyOneOfThreeThroughWhenOnlyOneFits() {
        for (int round = 0; round < 20; round++) {
            database.run("TRUNCATE quota_reservation");
            List<CompletionStage<Room>> pushes = IntStream.range(0, 3)
                    .mapToObj(number -> reservations.reserve(demand(number, 60, "r" + number), LIMIT))
                    .toList();
            assertThat(pushes.stream().map(QuotaReservationsTest::await).filter(Room::granted))
                    .as("round %d", round)
                    .hasSize(1);
        }
    }

    @Test
    void reservesOneDigestOnceForAllWhoPushIt() {
        assertThat(reserve(1, 60)).isEmpty();
        assertThat(await(reservations.reserve(demand(1, 60, "another"), LIMIT))).isEqualTo(new Room(true, 0));
        await(reservations.release(demand(1, 60, "another")));
        assertThat(await(reservations.taken(TOOLS))).isEqualTo(60);
    }

    @Test
    void givesBackWhatWasReleasedOrHasExpired() {
        reserve(1, 60);
        await(reservations.release(demand(1, 60, "r")));
        assertThat(reserve(2, 100)).isEmpty();
        assertThat(reserve(3, 1)).contains(100L);
        database.run("UPDATE quota_reservation SET expires_at = now() - INTERVAL '1 second'");
        assertThat(reserve(3, 1)).isEmpty();
        assertThat(database.column("SELECT bytes FROM quota_reservation")).containsExactly("1");
    }

    @Test
    void endsAReservationWithTheCountingOfItsDigest() throws Exception {
        reserve(1, 60);
        reserve(2, 30);
        journal.append("tools/a", new RepositoryCreated(1), new BlobUploaded(Samples.digest(1), 60));
        journal.project();
        assertThat(database.column("SELECT bytes FROM quota_reservation")).containsExactly("30");
        assertThat(await(reservations.taken(TOOLS))).isEqualTo(90);
        assertThat(reserve(3, 11)).contains(90L);
        assertThat(reserve(3, 10)).isEmpty();
    }

    @Test
    void asksNothingForWhatTheProjectHolds() throws Exception {
        journal.append("tools/a", new RepositoryCreated(1), new BlobUploaded(Samples.digest(1), 150));
        journal.project();
        assertThat(reserve(1, 150)).isEmpty();
        assertThat(database.column("SELECT bytes FROM quota_reservation")).isEmpty();
        assertThat(reserve(2, 0)).contains(150L);
        journal.append("tools/a", new BlobDeleted(Samples.digest(1), 150));
        journal.project();
        assertThat(reserve(2, 100)).isEmpty();
    }

    private Optional<Long> reserve(int number, long bytes) {
        return excess(await(reservations.reserve(demand(number, bytes, "r"), LIMIT)));
    }

    /** What was taken when there was no room. */
    private static Optional<Long> excess(Room room) {
        return room.granted() ? Optional.empty() : Optional.of(room.taken());
    }

    private static Demand demand(int number, long bytes, String holder) {
        return new Demand(TOOLS, Samples.digest(number), bytes, holder);
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    }
}
