package org.shiplog.cluster.job;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.shiplog.projections.job.Lease;
import org.shiplog.projections.job.WorkQueue;

/** A task that is being done here. */
final class Running {
    private final Lease lease;
    private final JobKind kind;
    private final CountDownLatch lost = new CountDownLatch(1);
    private volatile Instant renewedAt;
    private final Thread thread;

    /** @param renewedAt before the lease was asked for: so the end that is seen here is not later than the real one */
    Running(Lease lease, JobKind kind, Instant renewedAt, Thread thread) {
        this.lease = lease;
        this.kind = kind;
        this.renewedAt = renewedAt;
        this.thread = thread;
    }

    Lease lease() {
        return lease;
    }

    JobKind kind() {
        return kind;
    }

    Thread thread() {
        return thread;
    }

    WorkQueue.Hold hold() {
        return new WorkQueue.Hold(lease.taskId(), lease.fence(), kind.lease());
    }

    void renewed(Instant at) {
        renewedAt = at;
    }

    boolean hasRunOut(Instant now) {
        return !now.isBefore(renewedAt.plus(kind.lease()));
    }

    /** It is not ours any more: whatever it does now has no effect. */
    void lose() {
        lost.countDown();
        thread.interrupt();
    }

    boolean isLost() {
        return lost.getCount() == 0;
    }

    /** Waits, unless it is lost by then. */
    boolean isLostWithin(Duration time) throws InterruptedException {
        return lost.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }
}
