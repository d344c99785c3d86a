package org.shiplog.cluster.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shiplog.cluster.ArteryAddress;
import org.shiplog.cluster.TestDatabase;
import org.shiplog.domain.aggregate.Outcome;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.repository.RepositoryCommand.DeleteBlob;
import org.shiplog.domain.repository.RepositoryCommand.LinkBlob;
import org.shiplog.domain.repository.RepositoryQuery.FindBlob;
import org.shiplog.domain.repository.RepositoryRefusal;

/** Three nodes over one database. */
class ClusterOfNodesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(180);

    @TempDir
    static Path directory;

    private static TestDatabase database;

    private final List<TestMember> members = new ArrayList<>();

    @BeforeAll
    static void startDatabase() {
        database = TestDatabase.start(directory);
    }

    @AfterAll
    static void stopDatabase() {
        database.close();
    }

    @BeforeEach
    void startNodes() {
        members.add(TestMember.first(database.address(), ArteryAddress.LOOPBACK));
        join();
        join();
        await().atMost(PATIENCE).until(() -> members.stream().allMatch(member -> member.seenMembers() == 3));
    }

    @AfterEach
    void stopNodes() {
        members.reversed().forEach(TestMember::close);
    }

    @Test
    void answersTheSameFromEveryNode() {
        for (int i = 0; i < 30; i++) {
            RepositoryName name = new RepositoryName("library/everywhere-" + i);
            TestMember writer = members.get(i % 3);
            TestMember reader = members.get((i + 1) % 3);

            assertThat(writer.execute(name, new LinkBlob(1, Pushers.digest(i), i))
                            .toCompletableFuture()
                            .join())
                    .isInstanceOf(Outcome.Accepted.class);
            assertThat(reader.repositories()
                            .query(name, new FindBlob(1, Pushers.digest(i)))
                            .toCompletableFuture()
                            .join())
                    .contains((long) i);
            assertThat(reader.execute(name, new DeleteBlob(1, Pushers.digest(-1)))
                            .toCompletableFuture()
                            .join())
                    .isEqualTo(new Outcome.Refused<>(new RepositoryRefusal.BlobUnknown(Pushers.digest(-1))));
        }
    }

    @Test
    void noPushFailsAndNoneIsLostWhileANodeLeavesAndAnotherJoins() {
        AtomicInteger turn = new AtomicInteger();
        List<TestMember> asked = List.of(members.get(0), members.get(1));
        Pushers pushers = Pushers.start(60, () -> asked.get(turn.getAndIncrement() % 2));
        try (pushers) {
            advance(pushers, 5);
            members.remove(2).close();
            advance(pushers, 5);
            join();
            advance(pushers, 20);
        }
        assertThat(pushers.complaints()).isEmpty();
        for (RepositoryName name : pushers.names()) {
            assertThat(asked.getFirst()
                            .repositories()
                            .query(name, new FindBlob(1, Pushers.digest(1)))
                            .toCompletableFuture()
                            .join())
                    .contains(1L);
        }
    }

    @Test
    void noPushFailsWhenTheOldestNodeLeaves() {
        AtomicInteger turn = new AtomicInteger();
        List<TestMember> asked = List.of(members.get(1), members.get(2));
        Pushers pushers = Pushers.start(60, () -> asked.get(turn.getAndIncrement() % 2));
        try (pushers) {
            advance(pushers, 5);
            members.remove(0).close();
            advance(pushers, 10);
        }
        assertThat(pushers.complaints()).isEmpty();
    }

    private void join() {
        members.add(TestMember.joining(
                database.address(), ArteryAddress.LOOPBACK, members.getFirst().address()));
    }

    private static void advance(Pushers pushers, int pushes) {
        var before = pushers.progress();
        await().atMost(PATIENCE).until(() -> pushers.allAdvanced(before, pushes));
    }
}
