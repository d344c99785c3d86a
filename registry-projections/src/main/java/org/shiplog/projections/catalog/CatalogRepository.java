package org.shiplog.projections.catalog;

import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.oci.RepositoryName;

/** A repository that holds at least one artifact, and its project. */
public record CatalogRepository(
        RepositoryName name, ProjectName project, long projectId, boolean isPublic, long artifacts) {}
