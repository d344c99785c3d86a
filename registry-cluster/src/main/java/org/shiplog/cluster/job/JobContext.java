package org.shiplog.cluster.job;

/** What a task that is being done can know and tell. */
public interface JobContext {
    long executionId();

    long taskId();

    /**
     * Adds a line to the log that people can read; no secrets. Long lines are cut, and a log that is full takes no more.
     *
     * @throws InterruptedException when the task is not this worker's any more
     */
    void log(String line) throws InterruptedException;

    /** Tells how far the task is, in a few words. */
    void checkIn(String progress);
}
