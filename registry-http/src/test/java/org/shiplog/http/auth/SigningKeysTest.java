package org.shiplog.http.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.shiplog.http.TestClock;
import org.shiplog.http.TestDatabase;

@ResourceLock(TestDatabase.KEYS)
class SigningKeysTest {
    private final TestClock clock = new TestClock();
    private DataSource database;

    @BeforeEach
    void clear() {
        database = TestDatabase.withoutKeys();
    }

    @Test
    void nodesThatStartTogetherMakeOneKey() throws Exception {
        int nodes = 6;
        CountDownLatch allReady = new CountDownLatch(nodes);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<SigningKeys>> started = new ArrayList<>();
            for (int i = 0; i < nodes; i++) {
                started.add(threads.submit(() -> {
                    allReady.countDown();
                    allReady.await();
                    return open();
                }));
            }
            Set<String> ids = new HashSet<>();
            for (Future<SigningKeys> node : started) {
                ids.add(node.get().newest().id());
            }
            assertThat(ids).hasSize(1);
        }
    }

    @Test
    void aRestartedNodeKeepsTheKey() throws SQLException {
        assertThat(open().newest()).isEqualTo(open().newest());
    }

    @Test
    void otherNodesFindAKeyMadeByRotation() throws SQLException {
        SigningKeys one = open();
        SigningKeys other = open();
        SigningKey before = one.newest();
        clock.advance(Duration.ofSeconds(11));
        one.rotate();
        assertThat(one.newest()).isNotEqualTo(before);
        assertThat(find(other, one.newest().id())).contains(one.newest());
        assertThat(find(one, before.id())).contains(before);
        assertThat(other.newest()).isEqualTo(one.newest());
    }

    @Test
    void madeUpKeysDoNotReachTheDatabaseEachTime() throws SQLException {
        SigningKeys one = open();
        SigningKeys other = open();
        clock.advance(Duration.ofSeconds(11));
        assertThat(find(other, "made-up")).isEmpty();
        one.rotate();
        assertThat(find(other, one.newest().id())).isEmpty();
        clock.advance(Duration.ofSeconds(11));
        assertThat(find(other, one.newest().id())).isPresent();
    }

    @Test
    void keepsItsSecretToItself() throws SQLException {
        assertThat(open().newest().toString()).doesNotContain("private").hasSizeLessThan(120);
    }

    private static Optional<SigningKey> find(SigningKeys keys, String id) {
        return keys.find(id).toCompletableFuture().join();
    }

    private SigningKeys open() throws SQLException {
        return SigningKeys.open(database, clock, Runnable::run);
    }
}
