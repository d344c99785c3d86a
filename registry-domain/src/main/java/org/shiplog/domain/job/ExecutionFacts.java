package org.shiplog.domain.job;

/**
 * What an execution is from its start on.
 *
 * @param vendorId of the policy or schedule that it is for, among those of the type; 0 when there is only one
 * @param maxAttempts how often a task may fail before it has failed for good; at least 1
 * @param attributes a JSON object that is shown with the execution, at most {@value #MAX_ATTRIBUTES} characters; no secrets
 */
public record ExecutionFacts(JobType type, long vendorId, Trigger trigger, int maxAttempts, String attributes) {
    public static final int MAX_ATTRIBUTES = 16_384;

    public ExecutionFacts {
        if (maxAttempts < 1) {
            throw new IllegalArgumentException("a task is tried at least once");
        }
        if (attributes.length() > MAX_ATTRIBUTES) {
            throw new IllegalArgumentException("more attributes than an execution may have");
        }
    }
}
