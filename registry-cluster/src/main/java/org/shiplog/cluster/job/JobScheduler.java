package org.shiplog.cluster.job;

import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.aggregate.Entities;
import org.shiplog.domain.aggregate.Outcome;
import org.shiplog.domain.job.Schedule;
import org.shiplog.domain.job.Schedule.ScheduleCommand;
import org.shiplog.domain.job.Schedule.ScheduleRefusal;
import org.shiplog.domain.job.ScheduleId;
import org.shiplog.domain.job.Trigger;
import org.shiplog.http.api.port.Ids;
import org.shiplog.http.api.port.JobStarter.Job;
import org.shiplog.projections.job.BoardQueries;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts what is due. Every node looks; the schedule's entity lets one of them fire it for each time, with the id of the execution to
 * be started. If that one dies before it has started it, any other finds the execution missing and starts it under the same id.
 * While an execution of a schedule runs, what becomes due waits, and is started once when that has ended.
 */
public final class JobScheduler {
    private static final Logger LOG = LoggerFactory.getLogger(JobScheduler.class);

    private final Entities<ScheduleId, Schedule, ScheduleCommand, ScheduleRefusal> schedules;
    private final BoardQueries board;
    private final Executions executions;
    private final JobKinds kinds;
    private final Ids ids;
    private final InstantSource clock;

    public JobScheduler(
            Entities<ScheduleId, Schedule, ScheduleCommand, ScheduleRefusal> schedules,
            BoardQueries board,
            Executions executions,
            JobKinds kinds,
            Ids ids,
            InstantSource clock) {
        this.schedules = schedules;
        this.board = board;
        this.executions = executions;
        this.kinds = kinds;
        this.ids = ids;
        this.clock = clock;
    }

    /** Fires what is due by now, and starts what was fired and not started. */
    void look() {
        for (BoardQueries.Unstarted unstarted : await(board.unstarted())) {
            start(unstarted.executionId(), unstarted.schedule());
        }
        List<BoardQueries.Ripe> due = await(board.due(clock.instant()));
        for (BoardQueries.Ripe schedule : due) {
            if (kinds.find(schedule.due().schedule().type()).isPresent()) {
                OptionalLong earlier = stillRunning(schedule);
                if (earlier.isEmpty()) {
                    fire(schedule.due());
                } else if (!schedule.waitsFor().equals(earlier)) {
                    hold(schedule.due(), earlier.getAsLong());
                }
            }
        }
    }

    /** The read model may not show yet that the last one was started, so that one is asked itself before another is. */
    private OptionalLong stillRunning(BoardQueries.Ripe schedule) {
        if (schedule.running().isPresent() || schedule.last().isEmpty()) {
            return schedule.running();
        }
        return await(executions.hasEnded(schedule.last().getAsLong())) ? OptionalLong.empty() : schedule.last();
    }

    private void hold(BoardQueries.Due due, long earlier) {
        LOG.info("schedule {} was due at {} and waits for execution {}", due.schedule(), due.at(), earlier);
        await(schedules.execute(
                due.schedule(), new ScheduleCommand.HoldSchedule(due.at(), earlier), Executions.ofRegistry(clock)));
    }

    private void fire(BoardQueries.Due due) {
        long executionId = await(ids.next(Ids.Sequence.EXECUTION));
        ScheduleCommand fire = new ScheduleCommand.FireSchedule(
                due.at(), executionId, clock.instant().truncatedTo(ChronoUnit.MICROS));
        switch (await(schedules.execute(due.schedule(), fire, Executions.ofRegistry(clock)))) {
            case Outcome.Accepted<ScheduleRefusal> _ -> start(executionId, due);
            case Outcome.Refused<ScheduleRefusal> _ -> {} // Another node was faster, or it was changed just now.
        }
    }

    private void start(long executionId, BoardQueries.Due due) {
        if (kinds.find(due.schedule().type()).isPresent()) {
            String parameters = due.plan().parameters();
            Job job = new Job(
                    due.schedule().type(),
                    due.schedule().vendorId(),
                    Trigger.SCHEDULE,
                    parameters,
                    List.of(parameters));
            await(executions.start(executionId, job, Executions.ofRegistry(clock)));
        }
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
