package org.shiplog.cluster.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {
    @Test
    void doublesUpToItsLimitAndScatters() {
        Backoff backoff = new Backoff(Duration.ofSeconds(5), Duration.ofMinutes(15), new Random(7));
        for (int failures = 0; failures < 200; failures++) {
            long most = Math.min(900, 5L << Math.min(failures, 20));
            assertThat(backoff.after(failures)).isBetween(Duration.ofMillis(most * 500), Duration.ofSeconds(most));
        }
        assertThat(backoff.after(5)).isNotEqualTo(backoff.after(5));
    }
}
