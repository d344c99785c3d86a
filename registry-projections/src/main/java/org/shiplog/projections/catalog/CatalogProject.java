package org.shiplog.projections.catalog;

import java.time.Instant;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.project.Visibility;

/** @param repositories how many of its repositories hold an artifact */
public record CatalogProject(
        long projectId,
        ProjectName name,
        Visibility visibility,
        String owner,
        Instant createdAt,
        Instant updatedAt,
        long repositories) {}
