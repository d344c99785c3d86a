package org.shiplog.cluster.job;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import org.shiplog.domain.aggregate.Entities;
import org.shiplog.domain.job.Execution;
import org.shiplog.domain.job.ExecutionCommand;
import org.shiplog.domain.job.ExecutionRefusal;
import org.shiplog.projections.job.WorkQueue;
import org.shiplog.projections.journal.JournalBell;

/** The loops of a node that keep its jobs going. */
public final class BackgroundJobs implements AutoCloseable {
    private static final Duration FIRST_RETRY = Duration.ofSeconds(5);
    private static final Duration LAST_RETRY = Duration.ofMinutes(15);
    private static final Duration BETWEEN_RENEWALS = Duration.ofMillis(500);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final Duration HEARTBEAT = Duration.ofSeconds(5);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(10);
    private static final Duration LAST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LOGS_KEPT = Duration.ofDays(30);
    private static final Duration BETWEEN_CLEANINGS = Duration.ofMinutes(30);

    private final WorkQueue queue;
    private final JobWorkers workers;
    private final JobScheduler scheduler;
    private final JournalBell bell;
    private final List<Loop> loops;
    private Duration pause = FIRST_PAUSE;
    private long heard;

    private BackgroundJobs(WorkQueue queue, JobWorkers workers, JobScheduler scheduler, JournalBell bell) {
        this.queue = queue;
        this.workers = workers;
        this.scheduler = scheduler;
        this.bell = bell;
        // A bell of their own, which nobody rings: these go by time.
        JournalBell silence = new JournalBell();
        this.loops = List.of(
                Loop.start("job-workers", this::work, bell),
                Loop.start("job-leases", this::renew, silence),
                Loop.start("job-deadlines", this::giveUp, silence),
                Loop.start("job-pool", this::announce, silence),
                Loop.start("job-schedules", this::schedule, silence),
                Loop.start("job-cleaning", this::clean, silence));
    }

    /** What workers stand on. @param bell rung when there may be tasks, or some were stopped */
    public record Ground(
            Entities<Long, Execution, ExecutionCommand, ExecutionRefusal> executions,
            WorkQueue queue,
            WorkQueue.Pool pool,
            JournalBell bell,
            RandomGenerator random,
            InstantSource clock) {}

    public static BackgroundJobs start(Ground ground, JobKinds kinds, JobScheduler scheduler) {
        return new BackgroundJobs(ground.queue(), workers(ground, kinds), scheduler, ground.bell());
    }

    static JobWorkers workers(Ground ground, JobKinds kinds) {
        TaskRun run = new TaskRun(
                ground.executions(),
                ground.queue(),
                new Backoff(FIRST_RETRY, LAST_RETRY, ground.random()),
                ground.pool().host() + ", process " + ground.pool().pid(),
                ground.clock());
        return new JobWorkers(ground.queue(), ground.pool(), kinds, run, ground.clock(), ground.bell());
    }

    /** The queue's rows follow the bell after a moment, so it is looked often at first. */
    private Duration work() {
        long strokes = bell.strokes();
        boolean news = workers.takeTasks() > 0 || strokes != heard;
        heard = strokes;
        pause = news ? FIRST_PAUSE : min(pause.multipliedBy(2), LAST_PAUSE);
        return pause;
    }

    private Duration renew() {
        workers.renewLeases();
        return BETWEEN_RENEWALS;
    }

    private Duration giveUp() {
        workers.giveUpWhatRanOut();
        return BETWEEN_RENEWALS;
    }

    private Duration announce() {
        workers.announce();
        return HEARTBEAT;
    }

    private Duration schedule() {
        scheduler.look();
        return BETWEEN_LOOKS;
    }

    private Duration clean() {
        await(queue.clean(LOGS_KEPT));
        return BETWEEN_CLEANINGS;
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    /** Takes no more tasks, and leaves those that are being done to other nodes. */
    @Override
    public void close() {
        loops.forEach(Loop::close);
        workers.close();
    }
}
