package org.shiplog.cluster.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class WatchTest {
    private static final Instant BEAT = Instant.parse("2026-11-21T10:00:00Z");

    private final UUID run = UUID.randomUUID();
    private final Watch watch = new Watch(Timing.STANDARD.observed(), Timing.STANDARD.stale());

    @Test
    void findsNobodyAliveOnAnEmptyList() {
        assertThat(watch.allDead(List.of(), 0)).isTrue();
    }

    @Test
    void doesNotBelieveAnOldSignBeforeItHasWatched() {
        assertThat(watch.allDead(List.of(member(BEAT, 3_600)), 0)).isFalse();
        assertThat(watch.allDead(List.of(member(BEAT, 3_604)), seconds(4))).isFalse();
        assertThat(watch.allDead(List.of(member(BEAT, 3_605)), seconds(5))).isTrue();
    }

    @Test
    void waitsUntilTheSignOfANodeKilledAMomentAgoIsStale() {
        assertThat(watch.allDead(List.of(member(BEAT, 1)), 0)).isFalse();
        assertThat(watch.allDead(List.of(member(BEAT, 9)), seconds(8))).isFalse();
        assertThat(watch.allDead(List.of(member(BEAT, 10)), seconds(9))).isTrue();
    }

    @Test
    void beginsAnewWhenASilentNodeGivesASign() {
        assertThat(watch.allDead(List.of(member(BEAT, 100)), 0)).isFalse();
        assertThat(watch.allDead(List.of(member(BEAT.plusSeconds(103), 0)), seconds(3)))
                .isFalse();
        assertThat(watch.allDead(List.of(member(BEAT.plusSeconds(103), 7)), seconds(10)))
                .isFalse();
    }

    @Test
    void takesAllForAliveWhileOneIs() {
        ListedMember dead = member(BEAT, 1_000);
        UUID other = UUID.randomUUID();
        assertThat(watch.allDead(List.of(dead, beating(other, 0)), 0)).isFalse();
        assertThat(watch.allDead(List.of(dead, beating(other, 20)), seconds(20)))
                .isFalse();
    }

    private ListedMember member(Instant heartbeat, int silentSeconds) {
        return new ListedMember(run, "127.0.0.1", 1, "machine", 1, heartbeat, Duration.ofSeconds(silentSeconds));
    }

    private static ListedMember beating(UUID other, int seconds) {
        return new ListedMember(other, "127.0.0.1", 2, "machine", 2, BEAT.plusSeconds(seconds), Duration.ZERO);
    }

    private static long seconds(int count) {
        return Duration.ofSeconds(count).toNanos();
    }
}
