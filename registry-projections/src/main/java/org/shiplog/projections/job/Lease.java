package org.shiplog.projections.job;

import org.shiplog.domain.job.JobType;

/**
 * A task that a worker may do, until the lease ends.
 *
 * @param fence larger than that of every earlier lease of the task
 * @param failures how many attempts at it have failed
 */
public record Lease(long taskId, long executionId, JobType type, long fence, int failures, String parameters) {}
