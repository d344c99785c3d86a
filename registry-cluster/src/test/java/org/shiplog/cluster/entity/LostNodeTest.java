package org.shiplog.cluster.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shiplog.cluster.ArteryAddress;
import org.shiplog.cluster.TestDatabase;
import org.shiplog.domain.aggregate.Outcome;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.repository.RepositoryCommand;
import org.shiplog.domain.repository.RepositoryCommand.DeleteBlob;
import org.shiplog.domain.repository.RepositoryCommand.LinkBlob;
import org.shiplog.domain.repository.RepositoryQuery.FindBlob;

/** Three nodes, of which one is lost without a word. */
class LostNodeTest {
    private static final Duration PATIENCE = Duration.ofSeconds(180);
    private static final List<RepositoryName> NAMES = IntStream.range(0, 20)
            .mapToObj(i -> new RepositoryName("library/lost-" + i))
            .toList();

    @TempDir
    Path directory;

    private TestDatabase database;
    private List<TestMember> survivors;
    private MemberProcess victim;

    @BeforeEach
    void startNodes() throws IOException {
        database = TestDatabase.start(directory);
        TestMember first = TestMember.first(database.address(), ArteryAddress.LOOPBACK);
        survivors = List.of(first, TestMember.joining(database.address(), ArteryAddress.LOOPBACK, first.address()));
        victim = MemberProcess.start(database.address(), first.address());
        await().atMost(PATIENCE).until(() -> survivors.stream().allMatch(member -> member.seenMembers() == 3));
        NAMES.forEach(name -> accept(name, new LinkBlob(1, Pushers.digest(1), 1)));
        // Until it has its share of the shards, losing it is no loss.
        await().atMost(PATIENCE).until(() -> victim.find(NAMES.getFirst(), 1).equals("found"));
    }

    @AfterEach
    void stopNodes() {
        victim.close();
        survivors.reversed().forEach(TestMember::close);
        database.close();
    }

    @Test
    void answersGoOnAndPushesWaitWhenANodeIsKilled() throws IOException, InterruptedException {
        AtomicInteger turn = new AtomicInteger();
        Pushers pushers = Pushers.start(20, () -> survivors.get(turn.getAndIncrement() % 2));
        try (pushers) {
            var before = pushers.progress();
            await().atMost(PATIENCE).until(() -> pushers.allAdvanced(before, 3));
            victim.signal("KILL");
            for (RepositoryName name : NAMES) {
                assertThat(find(name, 1)).isTrue();
            }
            var killed = pushers.progress();
            await().atMost(PATIENCE).until(() -> pushers.allAdvanced(killed, 5));
        }
        assertThat(pushers.complaints()).isEmpty();
    }

    @Test
    void aNodeThatStoodStillDoesNotAnswerFromTheOldTimes() throws IOException, InterruptedException {
        for (RepositoryName name : NAMES) {
            assertThat(victim.find(name, 1)).isEqualTo("found");
        }
        victim.signal("STOP");
        NAMES.forEach(name -> accept(name, new DeleteBlob(1, Pushers.digest(1))));
        victim.signal("CONT");

        for (RepositoryName name : NAMES) {
            assertThat(victim.find(name, 1)).isNotEqualTo("found");
        }
    }

    private void accept(RepositoryName name, RepositoryCommand command) {
        assertThat(survivors
                        .getFirst()
                        .execute(name, command)
                        .toCompletableFuture()
                        .join())
                .isInstanceOf(Outcome.Accepted.class);
    }

    private boolean find(RepositoryName name, int blob) {
        return survivors
                .getLast()
                .repositories()
                .query(name, new FindBlob(1, Pushers.digest(blob)))
                .toCompletableFuture()
                .join()
                .isPresent();
    }
}
