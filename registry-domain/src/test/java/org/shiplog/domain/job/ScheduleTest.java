package org.shiplog.domain.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.shiplog.domain.aggregate.DecisionFixture;
import org.shiplog.domain.job.Schedule.Plan;
import org.shiplog.domain.job.Schedule.ScheduleCommand;
import org.shiplog.domain.job.Schedule.ScheduleCommand.FireSchedule;
import org.shiplog.domain.job.Schedule.ScheduleCommand.HoldSchedule;
import org.shiplog.domain.job.Schedule.ScheduleCommand.RemoveSchedule;
import org.shiplog.domain.job.Schedule.ScheduleCommand.SetSchedule;
import org.shiplog.domain.job.Schedule.ScheduleEvent;
import org.shiplog.domain.job.Schedule.ScheduleEvent.ScheduleFired;
import org.shiplog.domain.job.Schedule.ScheduleEvent.ScheduleHeld;
import org.shiplog.domain.job.Schedule.ScheduleEvent.ScheduleRemoved;
import org.shiplog.domain.job.Schedule.ScheduleEvent.ScheduleSet;
import org.shiplog.domain.job.Schedule.ScheduleRefusal;
import org.shiplog.domain.job.Schedule.ScheduleRefusal.NotDue;
import org.shiplog.domain.job.Schedule.ScheduleRefusal.NothingScheduled;

class ScheduleTest {
    private static final Instant NOW = Instant.parse("2026-11-27T10:15:30Z");
    private static final Instant NEXT = Instant.parse("2026-11-28T00:00:00Z");
    private static final Instant THEN = Instant.parse("2026-11-29T00:00:00Z");
    private static final Plan DAILY = new Plan(4, "Daily", new Cron("0 0 0 * * *"), "{}");

    private final DecisionFixture<Schedule, ScheduleCommand, ScheduleEvent, ScheduleRefusal> schedule =
            DecisionFixture.of(new Schedule.Rules());

    @Test
    void isDueAtTheNextTimeOfItsCron() {
        schedule.when(new SetSchedule(DAILY, NOW)).thenEvents(new ScheduleSet(DAILY, NEXT));
        assertThat(new Schedule.FindPlan().answer(schedule.state())).contains(DAILY);
        schedule.when(new SetSchedule(new Plan(9, "Daily", DAILY.cron(), "{}"), NOW))
                .thenNothing();
    }

    @Test
    void keepsItsNumberWhenItIsChanged() {
        schedule.given(new ScheduleSet(DAILY, NEXT));
        Plan hourly = new Plan(9, "Hourly", new Cron("0 0 * * * *"), "{}");
        schedule.when(new SetSchedule(hourly, NOW))
                .thenEvents(new ScheduleSet(
                        new Plan(4, "Hourly", hourly.cron(), "{}"), Instant.parse("2026-11-27T11:00:00Z")));
    }

    @Test
    void isFiredOnceForEachTime() {
        schedule.given(new ScheduleSet(DAILY, NEXT));
        schedule.when(new FireSchedule(NEXT, 7, NEXT.minusSeconds(1))).thenRefused(new NotDue());
        schedule.when(new FireSchedule(NEXT, 7, NEXT.plusSeconds(1))).thenEvents(new ScheduleFired(NEXT, 7, THEN));
        schedule.when(new FireSchedule(NEXT, 8, NEXT.plusSeconds(1))).thenRefused(new NotDue());
        schedule.when(new FireSchedule(THEN, 9, THEN)).thenEvents(new ScheduleFired(THEN, 9, THEN.plusSeconds(86_400)));
        schedule.assertReplaysFromTheBeginning();
    }

    @Test
    void isFiredOnceAfterManyTimesWereMissed() {
        schedule.given(new ScheduleSet(DAILY, NEXT));
        Instant late = Instant.parse("2026-12-24T18:00:00Z");
        schedule.when(new FireSchedule(NEXT, 7, late))
                .thenEvents(new ScheduleFired(NEXT, 7, Instant.parse("2026-12-25T00:00:00Z")));
        schedule.when(new FireSchedule(THEN, 8, late)).thenRefused(new NotDue());
    }

    @Test
    void waitsForAnEarlierExecutionAndIsFiredThenForTheSameTime() {
        schedule.given(new ScheduleSet(DAILY, NEXT), new ScheduleFired(NEXT, 7, THEN));
        schedule.when(new HoldSchedule(NEXT, 7)).thenRefused(new NotDue());
        schedule.when(new HoldSchedule(THEN, 7)).thenEvents(new ScheduleHeld(THEN, 7));
        schedule.when(new HoldSchedule(THEN, 7)).thenNothing();
        assertThat(schedule.state().held()).isTrue();
        Instant late = THEN.plusSeconds(3 * 86_400 + 60);
        schedule.when(new FireSchedule(THEN, 8, late))
                .thenEvents(new ScheduleFired(THEN, 8, THEN.plusSeconds(4 * 86_400)));
        assertThat(schedule.state().held()).isFalse();
        schedule.when(new HoldSchedule(THEN.plusSeconds(4 * 86_400), 8))
                .thenEvents(new ScheduleHeld(THEN.plusSeconds(4 * 86_400), 8));
        schedule.assertReplaysFromTheBeginning();
        schedule.given(new ScheduleRemoved(4));
        schedule.when(new HoldSchedule(THEN, 8)).thenRefused(new NothingScheduled());
    }

    @Test
    void isNotFiredAfterItWasRemoved() {
        schedule.given(new ScheduleSet(DAILY, NEXT));
        schedule.when(new RemoveSchedule()).thenEvents(new ScheduleRemoved(4));
        schedule.when(new FireSchedule(NEXT, 7, NEXT)).thenRefused(new NothingScheduled());
        schedule.when(new RemoveSchedule()).thenNothing();
        assertThat(schedule.state()).isEqualTo(Schedule.NONE);
    }

    @Test
    void isNamedByWhatItIsFor() {
        ScheduleId id = new ScheduleId(new JobType("PURGE_AUDIT_LOG"), 12);
        assertThat(id).hasToString("PURGE_AUDIT_LOG:12");
        assertThat(ScheduleId.of(id.toString())).isEqualTo(id);
        assertThatThrownBy(() -> new ScheduleId(id.type(), -1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(JobType.parse("purge")).isEmpty();
        assertThat(JobType.parse("PURGE_AUDIT_LOG")).isEqualTo(Optional.of(id.type()));
        assertThatThrownBy(() -> new JobType("A".repeat(65))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Plan(1, "Daily", DAILY.cron(), "x".repeat(16_385)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
