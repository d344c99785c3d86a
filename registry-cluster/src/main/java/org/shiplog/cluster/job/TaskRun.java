package org.shiplog.cluster.job;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.aggregate.Entities;
import org.shiplog.domain.aggregate.EntityUnavailableException;
import org.shiplog.domain.aggregate.Outcome;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.job.Execution;
import org.shiplog.domain.job.ExecutionCommand;
import org.shiplog.domain.job.ExecutionRefusal;
import org.shiplog.projections.job.Lease;
import org.shiplog.projections.job.WorkQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One attempt at a task, from its lease to its end. */
final class TaskRun {
    private static final Logger LOG = LoggerFactory.getLogger(TaskRun.class);

    /** After an attempt: until then the queue's row has followed what the execution decided. */
    private static final Duration REST = Duration.ofSeconds(1);

    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);
    private static final int MAX_MESSAGE = 1_024;

    private final Entities<Long, Execution, ExecutionCommand, ExecutionRefusal> executions;
    private final WorkQueue queue;
    private final Backoff backoff;
    private final String worker;
    private final InstantSource clock;

    /** @param worker for people: where tasks are done */
    TaskRun(
            Entities<Long, Execution, ExecutionCommand, ExecutionRefusal> executions,
            WorkQueue queue,
            Backoff backoff,
            String worker,
            InstantSource clock) {
        this.executions = executions;
        this.queue = queue;
        this.backoff = backoff;
        this.worker = worker;
        this.clock = clock;
    }

    /** Returns when the attempt has ended, or is not ours any more. */
    void run(Running task) {
        Lease lease = task.lease();
        Duration rest = REST;
        try {
            if (begins(lease)) {
                end(task, attempt(task));
            }
        } catch (InterruptedException _) {
            // Stopped or taken over: then the release has no effect. Or this node stops: then others need not wait.
            rest = Duration.ZERO;
        }
        await(queue.release(lease.taskId(), lease.fence(), rest));
    }

    private boolean begins(Lease lease) {
        ExecutionCommand begin = new ExecutionCommand.BeginAttempt(
                lease.taskId(), lease.fence(), worker, clock.instant().truncatedTo(ChronoUnit.MICROS));
        return switch (await(executions.execute(lease.executionId(), begin, Executions.ofRegistry(clock)))) {
            case Outcome.Accepted<ExecutionRefusal> _ -> true;
            case Outcome.Refused<ExecutionRefusal>(ExecutionRefusal.LostTooOften _) -> {
                await(executions.execute(
                        lease.executionId(),
                        new ExecutionCommand.AbandonTask(lease.taskId(), lease.fence()),
                        Executions.ofRegistry(clock)));
                yield false;
            }
            case Outcome.Refused<ExecutionRefusal>(ExecutionRefusal refusal) -> {
                LOG.debug("task {} is not begun: {}", lease.taskId(), refusal);
                yield false;
            }
        };
    }

    /** What is to be said of the task in the end. */
    private ExecutionCommand attempt(Running task) throws InterruptedException {
        Lease lease = task.lease();
        try {
            String result = task.kind().run(new Context(lease), lease.parameters());
            return new ExecutionCommand.CompleteTask(lease.taskId(), lease.fence(), result);
        } catch (InterruptedException e) {
            throw e;
        } catch (JobFailedException e) {
            return failed(lease, String.valueOf(e.getMessage()), e.isWorthTryingAgain());
        } catch (Exception e) {
            if (task.isLost()) {
                throw new InterruptedException("a lost task has failed");
            }
            LOG.warn("task {} of execution {} failed", lease.taskId(), lease.executionId(), e);
            return failed(lease, "internal error, see the log of node " + worker, true);
        }
    }

    private ExecutionCommand failed(Lease lease, String message, boolean worthTryingAgain) {
        Instant again = clock.instant().plus(backoff.after(lease.failures())).truncatedTo(ChronoUnit.MICROS);
        return new ExecutionCommand.FailAttempt(
                lease.taskId(),
                lease.fence(),
                message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE),
                worthTryingAgain ? Optional.of(again) : Optional.empty());
    }

    /** Says so until the execution has heard it: the lease is renewed meanwhile. */
    private void end(Running task, ExecutionCommand command) throws InterruptedException {
        Provenance once = Executions.ofRegistry(clock);
        while (true) {
            try {
                Outcome<ExecutionRefusal> outcome =
                        await(executions.execute(task.lease().executionId(), command, once));
                if (outcome instanceof Outcome.Refused<ExecutionRefusal>(ExecutionRefusal refusal)) {
                    LOG.info(
                            "the end of task {} came too late: {}", task.lease().taskId(), refusal);
                }
                return;
            } catch (CompletionException e) {
                if (!(e.getCause() instanceof EntityUnavailableException) || task.isLostWithin(BETWEEN_TRIES)) {
                    throw e;
                }
            }
        }
    }

    private final class Context implements JobContext {
        private final Lease lease;

        Context(Lease lease) {
            this.lease = lease;
        }

        @Override
        public long executionId() {
            return lease.executionId();
        }

        @Override
        public long taskId() {
            return lease.taskId();
        }

        @Override
        public void log(String line) throws InterruptedException {
            if (!await(queue.log(lease.taskId(), lease.fence(), line))) {
                throw new InterruptedException("the task is another worker's");
            }
        }

        @Override
        public void checkIn(String progress) {
            await(queue.checkIn(lease.taskId(), lease.fence(), progress));
        }
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
