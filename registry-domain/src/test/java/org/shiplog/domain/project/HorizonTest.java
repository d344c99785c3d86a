package org.shiplog.domain.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class HorizonTest {
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

    @Test
    void isNinetyDaysUnlessTheProjectSaysOtherwise() {
        assertThat(Horizon.of(Map.of()).at(NOW)).isEqualTo(Instant.parse("2026-08-28T12:00:00Z"));
        assertThat(Horizon.of(Map.of("history_days", "1")).at(NOW)).isEqualTo(Instant.parse("2026-11-25T12:00:00Z"));
        assertThat(Horizon.of(Map.of("history_days", "0")).at(NOW)).isEqualTo(NOW);
    }

    @Test
    void isAWholeNumberOfDaysUpToAHundredYears() {
        assertThat(Horizon.parse("36500")).contains(new Horizon(36_500));
        assertThat(Horizon.parse("36501")).isEmpty();
        assertThat(Horizon.parse("-1")).isEmpty();
        assertThat(Horizon.parse("1.5")).isEmpty();
        assertThat(Horizon.parse("")).isEmpty();
        assertThat(Horizon.parse("99999999999999999999")).isEmpty();
    }
}
