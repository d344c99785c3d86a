package org.shiplog.projections.webhook;

/**
 * What waits for one target of a policy from one repository, while somebody delivers it.
 *
 * @param target its place among the policy's targets, from 0
 * @param fence larger than that of all who had the lane before
 */
public record Lane(long policyId, long projectId, int target, String repository, long fence) {}
