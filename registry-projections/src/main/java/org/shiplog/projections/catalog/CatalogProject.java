package org.shiplog.projections.catalog;

import java.time.Instant;
import java.util.Set;
import org.shiplog.domain.access.Role;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.project.ProjectQuery.ProjectDetails;
import org.shiplog.domain.project.Visibility;

/**
 * @param repositories how many of its repositories hold an artifact
 * @param roles what whoever asked for a list is in the project by membership; none for a single project
 */
public record CatalogProject(
        long projectId,
        ProjectName name,
        Visibility visibility,
        String owner,
        Instant createdAt,
        Instant updatedAt,
        long repositories,
        ProjectDetails details,
        Set<Role> roles) {
    public CatalogProject {
        roles = Set.copyOf(roles);
    }
}
