package org.shiplog.cluster.job;

import java.time.Duration;
import org.shiplog.domain.job.JobType;

/**
 * How jobs of one type are done. A task may be done more than once, when its node is lost just before it says that it is done, but never
 * by two at a time for longer than it takes to notice an interrupt.
 */
public interface JobKind {
    JobType type();

    /** How often a task may fail before it has failed for good. Attempts that are lost with their node do not count. */
    int maxAttempts();

    /** How long others wait for a node that has died. It is renewed every half a second while the task is done. */
    default Duration lease() {
        return Duration.ofSeconds(10);
    }

    /**
     * Does one task, on a thread that may block. It is interrupted when the task was stopped, when the lease was lost and when the node
     * stops; what it does after that changes nothing any more.
     *
     * @param parameters as whoever started the execution gave them
     * @return a JSON object of what was done, or empty
     * @throws JobFailedException saying for people why it failed; after any other exception they are told to look into the log
     */
    String run(JobContext context, String parameters) throws Exception;
}
