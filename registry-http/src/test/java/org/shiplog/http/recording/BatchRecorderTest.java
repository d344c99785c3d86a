package org.shiplog.http.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Flow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.shiplog.domain.aggregate.Outcome;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.http.recording.BatchRecorder.Terms;

class BatchRecorderTest {
    private static final int ROOM = 4;

    private final ActorSystem system = ActorSystem.create();
    private final Queue<List<Integer>> recorded = new ConcurrentLinkedQueue<>();
    private final Queue<String> commands = new ConcurrentLinkedQueue<>();
    private final AtomicInteger failures = new AtomicInteger();
    private CompletionStage<Outcome<String>> answer = CompletableFuture.completedStage(new Outcome.Accepted<>(1));

    @AfterEach
    void stop() {
        system.terminate();
    }

    private BatchRecorder<Integer, List<Integer>> recorder() {
        return new BatchRecorder<>(
                new Terms("numbers", ROOM, 1),
                Flow.of(Integer.class).groupedWithin(2, Duration.ofMillis(1)),
                this::put,
                InstantSource.system(),
                Materializer.createMaterializer(system));
    }

    private CompletionStage<Outcome<String>> put(List<Integer> batch, Provenance provenance) {
        commands.add(provenance.commandId());
        if (failures.getAndDecrement() > 0) {
            return CompletableFuture.failedStage(new IllegalStateException("out of reach"));
        }
        recorded.add(batch);
        return answer;
    }

    @Test
    void closingHandsOverWhatWaits() {
        try (var recorder = recorder()) {
            assertThat(recorder.offer(1)).isTrue();
            assertThat(recorder.offer(2)).isTrue();
            assertThat(recorder.offer(3)).isTrue();
        }
        assertThat(recorded.stream().flatMap(List::stream)).containsExactly(1, 2, 3);
    }

    @Test
    void triesABatchAgainUnderTheSameId() {
        failures.set(1);
        try (var recorder = recorder()) {
            recorder.offer(1);
            await().until(() -> !recorded.isEmpty());
        }
        assertThat(commands).hasSize(2);
        assertThat(commands.stream().distinct()).hasSize(1);
    }

    @Test
    void saysThatThereIsNoRoom() {
        CompletableFuture<Outcome<String>> later = new CompletableFuture<>();
        answer = later;
        try (var recorder = recorder()) {
            int taken = 0;
            while (recorder.offer(taken)) {
                taken++;
            }
            assertThat(taken).isGreaterThanOrEqualTo(ROOM).isLessThan(100);
            later.complete(new Outcome.Accepted<>(1));
        }
    }

    @Test
    void whoeverWaitsIsToldOfAFailure() {
        failures.set(1);
        try (var recorder = recorder()) {
            assertThat(recorder.put(List.of(7), UUID.randomUUID().toString()).toCompletableFuture())
                    .isCompletedExceptionally();
            answer = CompletableFuture.completedStage(new Outcome.Refused<>("too many"));
            assertThat(recorder.put(List.of(8), "id").toCompletableFuture()).isCompletedExceptionally();
        }
    }
}
