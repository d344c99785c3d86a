package org.shiplog.domain.job;

/**
 * A task that is to be done.
 *
 * @param taskId never used twice, in any execution
 * @param parameters for the job's kind to read, at most {@value #MAX_PARAMETERS} characters; no secrets, since events are kept
 */
public record TaskPlan(long taskId, String parameters) {
    public static final int MAX_PARAMETERS = 65_536;

    public TaskPlan {
        if (parameters.length() > MAX_PARAMETERS) {
            throw new IllegalArgumentException("more parameters than a task may have");
        }
    }
}
