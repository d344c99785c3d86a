package org.shiplog.projections.catalog;

/**
 * How much somebody can see.
 *
 * @param bytes that all projects together use; a blob that two projects hold counts in both
 */
public record CatalogCounts(
        long publicProjects, long privateProjects, long publicRepositories, long privateRepositories, long bytes) {}
