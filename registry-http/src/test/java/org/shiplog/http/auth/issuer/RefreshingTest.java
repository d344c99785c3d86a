package org.shiplog.http.auth.issuer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.shiplog.http.TestClock;

class RefreshingTest {
    private final TestClock clock = new TestClock();
    private final List<CompletableFuture<Optional<String>>> fetches = new ArrayList<>();
    private final Refreshing<String> refreshing = new Refreshing<>(this::fetch, clock);

    @Test
    void fetchesOnceForAllThatAskMeanwhile() {
        CompletionStage<Optional<String>> first = refreshing.get();
        CompletionStage<Optional<String>> second = refreshing.get();
        end("a");
        assertThat(now(first)).contains("a");
        assertThat(now(second)).contains("a");
        assertThat(now(refreshing.get())).contains("a");
        assertThat(fetches).hasSize(1);
    }

    @Test
    void servesTheOldOneWhileANewerOneIsFetched() {
        CompletionStage<Optional<String>> _ = refreshing.get();
        end("a");
        clock.advance(Duration.ofMinutes(10));
        assertThat(now(refreshing.get())).contains("a");
        assertThat(fetches).hasSize(2);
        end("b");
        assertThat(now(refreshing.get())).contains("b");
        assertThat(fetches).hasSize(2);
    }

    @Test
    void servesTheOldOneForAnHourWhenFetchingFails() {
        CompletionStage<Optional<String>> _ = refreshing.get();
        end("a");
        clock.advance(Duration.ofMinutes(59));
        assertThat(now(refreshing.get())).contains("a");
        fetches.getLast().complete(Optional.empty());
        clock.advance(Duration.ofMinutes(1));
        CompletionStage<Optional<String>> late = refreshing.get();
        fetches.getLast().complete(Optional.empty());
        assertThat(now(late)).isEmpty();
    }

    @Test
    void fetchesNoOftenerThanEveryTenSeconds() {
        CompletionStage<Optional<String>> failed = refreshing.get();
        fetches.getLast().complete(Optional.empty());
        assertThat(now(failed)).isEmpty();
        clock.advance(Duration.ofSeconds(9));
        assertThat(now(refreshing.get())).isEmpty();
        assertThat(now(refreshing.getNewer())).isEmpty();
        assertThat(fetches).hasSize(1);
        clock.advance(Duration.ofSeconds(1));
        CompletionStage<Optional<String>> newer = refreshing.getNewer();
        end("a");
        assertThat(now(newer)).contains("a");
        assertThat(now(refreshing.getNewer())).contains("a");
        assertThat(fetches).hasSize(2);
    }

    private CompletionStage<Optional<String>> fetch() {
        fetches.add(new CompletableFuture<>());
        return fetches.getLast();
    }

    private void end(String value) {
        fetches.getLast().complete(Optional.of(value));
    }

    private static Optional<String> now(CompletionStage<Optional<String>> stage) {
        assertThat(stage.toCompletableFuture()).isCompleted();
        return stage.toCompletableFuture().join();
    }
}
