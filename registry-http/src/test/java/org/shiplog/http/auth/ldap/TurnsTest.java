package org.shiplog.http.auth.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class TurnsTest {
    private static final int PLACES = 544;

    @Test
    void runsWhatItIsGiven() {
        Turns turns = new Turns(Thread::startVirtualThread, Duration.ofSeconds(5));

        assertThat(answer(turns.run(() -> "done", () -> "busy"))).isEqualTo("done");
    }

    @Test
    void letsNobodyWaitWhereTooManyDo() {
        Queue<Runnable> waiting = new ArrayDeque<>();
        Turns turns = new Turns(waiting::add, Duration.ofMinutes(1));
        for (int place = 0; place < PLACES; place++) {
            assertThat(turns.run(() -> "done", () -> "busy").toCompletableFuture())
                    .isNotDone();
        }

        assertThat(turns.run(() -> "done", () -> "busy").toCompletableFuture()).isCompletedWithValue("busy");

        waiting.remove().run();
        assertThat(turns.run(() -> "done", () -> "busy").toCompletableFuture()).isNotDone();
    }

    @Test
    void answersInTimeThoughAnOperationHangs() {
        CountDownLatch end = new CountDownLatch(1);
        Turns turns = new Turns(Thread::startVirtualThread, Duration.ofMillis(20));
        CompletionStage<String> hanging = turns.run(
                () -> {
                    awaitEnd(end);
                    return "done";
                },
                () -> "busy");

        assertThat(answer(hanging)).isEqualTo("busy");
        end.countDown();
    }

    @Test
    void waitsForATurnOnlySoLong() {
        CountDownLatch end = new CountDownLatch(1);
        Turns turns = new Turns(Thread::startVirtualThread, Duration.ofMillis(50));
        for (int turn = 0; turn < 32; turn++) {
            assertThat(turns.run(
                                    () -> {
                                        awaitEnd(end);
                                        return "done";
                                    },
                                    () -> "busy")
                            .toCompletableFuture())
                    .isNotDone();
        }

        assertThat(answer(turns.run(() -> "done", () -> "busy"))).isEqualTo("busy");
        end.countDown();
    }

    @Test
    void givesThePlaceBackWhereTheExecutorRefuses() {
        Turns turns = new Turns(
                _ -> {
                    throw new RejectedExecutionException("full");
                },
                Duration.ofMinutes(1));

        for (int attempt = 0; attempt < PLACES * 2; attempt++) {
            assertThat(turns.run(() -> "done", () -> "busy").toCompletableFuture())
                    .isCompletedWithValue("busy");
        }
    }

    private static void awaitEnd(CountDownLatch end) {
        try {
            assertThat(end.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static <T> T answer(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    }
}
