package org.shiplog.domain.job;

import java.time.Instant;
import java.util.Optional;
import org.shiplog.domain.aggregate.Aggregate;
import org.shiplog.domain.aggregate.Decision;
import org.shiplog.domain.aggregate.Query;

/**
 * When a job is started by itself. The entity decides which of all nodes that find it due starts the execution, so there is one.
 *
 * @param plan empty when nothing is scheduled
 * @param next when it is due, if there is a plan
 * @param last which execution this plan started last, and for which time
 * @param held whether what is due waits until an earlier execution has ended
 */
public record Schedule(Optional<Plan> plan, Optional<Instant> next, Optional<Firing> last, boolean held) {
    static final Schedule NONE = new Schedule(Optional.empty(), Optional.empty(), Optional.empty(), false);

    /**
     * @param scheduleId by which the API names it
     * @param repetition in Harbor's word, such as {@code Daily} or {@code Custom}
     * @param parameters of the executions, as their kind reads them; no secrets
     */
    public record Plan(long scheduleId, String repetition, Cron cron, String parameters) {
        public static final int MAX_PARAMETERS = ExecutionFacts.MAX_ATTRIBUTES;

        public Plan {
            if (parameters.length() > MAX_PARAMETERS) {
                throw new IllegalArgumentException("more parameters than a schedule may have");
            }
        }

        boolean saysTheSameAs(Plan other) {
            return repetition.equals(other.repetition)
                    && cron.equals(other.cron)
                    && parameters.equals(other.parameters);
        }
    }

    public record Firing(Instant due, long executionId) {}

    public sealed interface ScheduleCommand {
        record SetSchedule(Plan plan, Instant at) implements ScheduleCommand {}

        record RemoveSchedule() implements ScheduleCommand {}

        /** Starts the execution of that id for the time at which it was due, unless somebody else did. */
        record FireSchedule(Instant due, long executionId, Instant at) implements ScheduleCommand {}

        /** Keeps what was due at that time until the earlier execution of that id has ended. */
        record HoldSchedule(Instant due, long executionId) implements ScheduleCommand {}
    }

    public sealed interface ScheduleEvent {
        record ScheduleSet(Plan plan, Instant next) implements ScheduleEvent {}

        record ScheduleRemoved(long scheduleId) implements ScheduleEvent {}

        record ScheduleFired(Instant due, long executionId, Instant next) implements ScheduleEvent {}

        /** @param executionId which still ran when the next one was due */
        record ScheduleHeld(Instant due, long executionId) implements ScheduleEvent {}
    }

    public sealed interface ScheduleRefusal {
        record NothingScheduled() implements ScheduleRefusal {}

        /** Not due at that time: it was fired for it already, or means another time now. */
        record NotDue() implements ScheduleRefusal {}
    }

    /** What is scheduled; empty when nothing is. */
    public record FindPlan() implements Query<Schedule, Optional<Plan>> {
        @Override
        public Optional<Plan> answer(Schedule schedule) {
            return schedule.plan();
        }
    }

    public static final class Rules implements Aggregate<Schedule, ScheduleCommand, ScheduleEvent, ScheduleRefusal> {
        @Override
        public Schedule initial() {
            return NONE;
        }

        @Override
        public Decision<ScheduleEvent, ScheduleRefusal> decide(Schedule schedule, ScheduleCommand command) {
            return switch (command) {
                case ScheduleCommand.SetSchedule(Plan plan, Instant at) -> set(schedule, plan, at);
                case ScheduleCommand.RemoveSchedule _ ->
                    schedule.plan()
                            .<Decision<ScheduleEvent, ScheduleRefusal>>map(
                                    plan -> Decision.accept(new ScheduleEvent.ScheduleRemoved(plan.scheduleId())))
                            .orElseGet(Decision::accept);
                case ScheduleCommand.FireSchedule fire -> fire(schedule, fire);
                case ScheduleCommand.HoldSchedule hold -> hold(schedule, hold);
            };
        }

        private static Decision<ScheduleEvent, ScheduleRefusal> set(Schedule schedule, Plan plan, Instant at) {
            if (schedule.plan().filter(plan::saysTheSameAs).isPresent()) {
                return Decision.accept();
            }
            long id = schedule.plan().map(Plan::scheduleId).orElse(plan.scheduleId());
            Plan kept = new Plan(id, plan.repetition(), plan.cron(), plan.parameters());
            return Decision.accept(
                    new ScheduleEvent.ScheduleSet(kept, plan.cron().after(at)));
        }

        /** However many times have passed, it is started once: what a purge did not do on Monday it does on Tuesday. */
        private static Decision<ScheduleEvent, ScheduleRefusal> fire(
                Schedule schedule, ScheduleCommand.FireSchedule fire) {
            if (schedule.plan().isEmpty()) {
                return Decision.refuse(new ScheduleRefusal.NothingScheduled());
            }
            if (schedule.last().equals(Optional.of(new Firing(fire.due(), fire.executionId())))) {
                return Decision.accept();
            }
            boolean due = schedule.next().equals(Optional.of(fire.due()))
                    && !fire.at().isBefore(fire.due());
            return due
                    ? Decision.accept(new ScheduleEvent.ScheduleFired(
                            fire.due(),
                            fire.executionId(),
                            schedule.plan().get().cron().after(fire.at())))
                    : Decision.refuse(new ScheduleRefusal.NotDue());
        }

        /** Told once for each time, however often it is looked whether the earlier execution has ended. */
        private static Decision<ScheduleEvent, ScheduleRefusal> hold(
                Schedule schedule, ScheduleCommand.HoldSchedule hold) {
            if (schedule.plan().isEmpty()) {
                return Decision.refuse(new ScheduleRefusal.NothingScheduled());
            }
            if (!schedule.next().equals(Optional.of(hold.due()))) {
                return Decision.refuse(new ScheduleRefusal.NotDue());
            }
            return schedule.held()
                    ? Decision.accept()
                    : Decision.accept(new ScheduleEvent.ScheduleHeld(hold.due(), hold.executionId()));
        }

        @Override
        public Schedule evolve(Schedule schedule, ScheduleEvent event) {
            return switch (event) {
                case ScheduleEvent.ScheduleSet(Plan plan, Instant next) ->
                    new Schedule(Optional.of(plan), Optional.of(next), Optional.empty(), false);
                case ScheduleEvent.ScheduleRemoved _ -> NONE;
                case ScheduleEvent.ScheduleFired(Instant due, long executionId, Instant next) ->
                    new Schedule(schedule.plan(), Optional.of(next), Optional.of(new Firing(due, executionId)), false);
                case ScheduleEvent.ScheduleHeld _ ->
                    new Schedule(schedule.plan(), schedule.next(), schedule.last(), true);
            };
        }
    }
}
