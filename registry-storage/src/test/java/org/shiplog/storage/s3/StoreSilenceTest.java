package org.shiplog.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StoreSilenceTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000);
    private final StoreSilence silence = new StoreSilence(Duration.ofSeconds(5), now::get);

    @Test
    void isNoOutageWhileNobodyAsks() {
        pass(100);

        assertThat(silence.isOutage()).isFalse();
    }

    @Test
    void isAnOutageWhenTheFirstQuestionSinceTheLastAnswerIsOldEnough() {
        silence.asked();
        pass(3);
        silence.asked();
        assertThat(silence.isOutage()).isFalse();

        pass(2);
        assertThat(silence.isOutage()).isTrue();
    }

    @Test
    void endsWithTheFirstAnswerThatIsNotTheStoresOwnFailure() {
        silence.asked();
        pass(6);
        silence.answered(503);
        assertThat(silence.isOutage()).isTrue();

        silence.answered(404);
        assertThat(silence.isOutage()).isFalse();
    }

    private void pass(int seconds) {
        now.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }
}
