package org.shiplog.projections.quota;

import java.time.Instant;
import org.shiplog.domain.oci.ProjectName;

/**
 * A project's limit and what it uses of it.
 *
 * @param projectId by which the API names the quota, too
 * @param hard the limit in bytes, -1 for none
 * @param used in bytes
 */
public record ProjectQuota(
        long projectId, ProjectName name, String owner, long hard, long used, Instant createdAt, Instant updatedAt) {}
