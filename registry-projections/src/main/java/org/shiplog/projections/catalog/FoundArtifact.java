package org.shiplog.projections.catalog;

import org.shiplog.domain.oci.RepositoryName;

/** An artifact in a list of several repositories' artifacts. */
public record FoundArtifact(RepositoryName repository, CatalogArtifact artifact) {}
