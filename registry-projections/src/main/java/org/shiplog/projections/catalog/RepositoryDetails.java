package org.shiplog.projections.catalog;

import java.time.Instant;
import org.shiplog.domain.oci.RepositoryName;

/**
 * A repository as lists show one.
 *
 * @param artifacts how many of its artifacts a list shows
 */
public record RepositoryDetails(
        RepositoryName name,
        long projectId,
        String description,
        long artifacts,
        long pulls,
        Instant createdAt,
        Instant updatedAt) {}
