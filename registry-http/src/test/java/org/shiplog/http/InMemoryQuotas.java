package org.shiplog.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.project.Project;
import org.shiplog.domain.project.ProjectCommand;
import org.shiplog.domain.project.ProjectEvent;
import org.shiplog.domain.project.ProjectQuery.FindTerms;
import org.shiplog.domain.project.ProjectRefusal;
import org.shiplog.http.api.port.ProjectQuotas;
import org.shiplog.http.oci.InMemoryEntities;
import org.shiplog.projections.catalog.CatalogProject;
import org.shiplog.projections.query.ListQuery;
import org.shiplog.projections.query.Listing;
import org.shiplog.projections.quota.ProjectQuota;

/** Limits from the entities, of the projects that are in the catalogue; what they use, a test says. */
final class InMemoryQuotas implements ProjectQuotas {
    final Map<Long, Long> used = new ConcurrentHashMap<>();

    private final InMemoryEntities<ProjectName, Project, ProjectCommand, ProjectEvent, ProjectRefusal> projects;
    private final InMemoryCatalog catalog;

    InMemoryQuotas(
            InMemoryEntities<ProjectName, Project, ProjectCommand, ProjectEvent, ProjectRefusal> projects,
            InMemoryCatalog catalog) {
        this.projects = projects;
        this.catalog = catalog;
    }

    @Override
    public CompletionStage<Listing<ProjectQuota>> page(Optional<Long> projectId, ListQuery query) {
        List<ProjectQuota> rows = catalog.projects.stream()
                .filter(row -> projectId.isEmpty() || projectId.get() == row.projectId())
                .map(this::quota)
                .toList();
        return CompletableFuture.completedFuture(new Listing.Page<>(
                rows.stream().skip(query.offset()).limit(query.pageSize()).toList(), rows.size()));
    }

    @Override
    public CompletionStage<Optional<ProjectQuota>> find(long projectId) {
        return CompletableFuture.completedFuture(catalog.projects.stream()
                .filter(row -> row.projectId() == projectId)
                .map(this::quota)
                .findFirst());
    }

    private ProjectQuota quota(CatalogProject row) {
        long limit = TestServer.await(projects.query(row.name(), new FindTerms()))
                .map(details -> details.storageLimit())
                .orElse(Project.UNLIMITED);
        return new ProjectQuota(
                row.projectId(),
                row.name(),
                row.owner(),
                limit,
                used.getOrDefault(row.projectId(), 0L),
                row.createdAt(),
                row.updatedAt());
    }
}
