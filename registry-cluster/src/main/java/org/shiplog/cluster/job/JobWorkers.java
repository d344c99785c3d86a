package org.shiplog.cluster.job;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.shiplog.projections.job.Lease;
import org.shiplog.projections.job.WorkQueue;
import org.shiplog.projections.journal.JournalBell;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The workers of this node. Each takes one task at a time from the queue that all nodes share, so a node that is busy leaves tasks to
 * others. Types take turns: many tasks of one type do not keep the others waiting.
 */
public final class JobWorkers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JobWorkers.class);
    private static final Duration LEAVING = Duration.ofSeconds(5);

    private final WorkQueue queue;
    private final WorkQueue.Pool pool;
    private final JobKinds kinds;
    private final TaskRun run;
    private final InstantSource clock;
    private final JournalBell bell;
    private final Map<Long, Running> running = new ConcurrentHashMap<>();
    private final AtomicInteger turn = new AtomicInteger();
    private volatile boolean closed;

    /** @param bell is rung when a worker is free again */
    JobWorkers(
            WorkQueue queue, WorkQueue.Pool pool, JobKinds kinds, TaskRun run, InstantSource clock, JournalBell bell) {
        this.queue = queue;
        this.pool = pool;
        this.kinds = kinds;
        this.run = run;
        this.clock = clock;
        this.bell = bell;
    }

    /** Begins as many tasks as there are and this node may do. Returns how many were begun. */
    int takeTasks() {
        int begun = 0;
        boolean found = true;
        while (found) {
            found = false;
            for (JobKind kind : inTurn()) {
                if (!closed && running.size() < pool.concurrency() && take(kind)) {
                    found = true;
                    begun++;
                }
            }
        }
        return begun;
    }

    /** All kinds, each time another one first. */
    private List<JobKind> inTurn() {
        List<JobKind> all = new ArrayList<>(kinds.all());
        if (!all.isEmpty()) {
            Collections.rotate(all, turn.incrementAndGet());
        }
        return all;
    }

    private boolean take(JobKind kind) {
        Instant asked = clock.instant();
        Optional<Lease> lease = await(queue.acquire(kind.type(), pool.poolId(), kind.lease()));
        lease.ifPresent(held -> begin(held, kind, asked));
        return lease.isPresent();
    }

    private void begin(Lease lease, JobKind kind, Instant asked) {
        Thread thread = Thread.ofVirtual().name("job-task-" + lease.taskId()).unstarted(() -> work(lease.taskId()));
        running.put(lease.taskId(), new Running(lease, kind, asked, thread));
        thread.start();
    }

    private void work(long taskId) {
        Running task = running.get(taskId);
        if (task == null) {
            return;
        }
        try {
            run.run(task);
        } catch (RuntimeException e) {
            LOG.warn("task {} is left to others", taskId, e);
        } finally {
            running.remove(taskId, task);
            bell.ring();
        }
    }

    /** Renews the leases of all that is done here, and interrupts what lost its own or was stopped. */
    void renewLeases() {
        Collection<Running> held = List.copyOf(running.values());
        if (held.isEmpty()) {
            return;
        }
        Instant asked = clock.instant();
        Set<Long> renewed = await(queue.renew(held.stream().map(Running::hold).toList()));
        for (Running task : held) {
            if (renewed.contains(task.lease().taskId())) {
                task.renewed(asked);
            } else if (running.get(task.lease().taskId()) == task) {
                LOG.info(
                        "task {} was stopped or is another node's", task.lease().taskId());
                task.lose();
            }
        }
    }

    /** Interrupts what could not be renewed in time, as when the database does not answer: others may have it by now. */
    void giveUpWhatRanOut() {
        Instant now = clock.instant();
        running.values().stream().filter(task -> task.hasRunOut(now)).forEach(Running::lose);
    }

    /** Says that this node has workers. */
    void announce() {
        await(queue.announce(pool));
    }

    /** How many tasks are being done here. */
    int busy() {
        return running.size();
    }

    /** Interrupts what is being done and leaves it to other nodes. */
    @Override
    public void close() {
        closed = true;
        List<Running> left = List.copyOf(running.values());
        left.forEach(task -> task.thread().interrupt());
        try {
            for (Running task : left) {
                task.thread().join(LEAVING);
            }
            await(queue.leave(pool.poolId()));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.info("the pool of this node stays listed for a while", e);
        }
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
