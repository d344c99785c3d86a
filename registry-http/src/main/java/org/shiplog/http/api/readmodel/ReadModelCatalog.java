package org.shiplog.http.api.readmodel;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.access.Role;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.http.api.port.ProjectCatalog;
import org.shiplog.http.api.port.Visibilities;
import org.shiplog.http.oci.CatalogQuery;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.ProjectDirectory;
import org.shiplog.projections.catalog.CatalogProject;
import org.shiplog.projections.catalog.CatalogQueries;
import org.shiplog.projections.catalog.CatalogReadModel;
import org.shiplog.projections.catalog.ProjectSearch;
import org.shiplog.projections.query.Listing;
import org.shiplog.projections.readmodel.Freshness;

/** Reads the catalogue's tables, waiting up to two seconds for what was written before. */
public final class ReadModelCatalog implements ProjectCatalog, ProjectDirectory, CatalogQuery {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final CatalogQueries queries;
    private final Freshness freshness;
    private final Visibilities visibility;

    public ReadModelCatalog(CatalogQueries queries, Freshness freshness, Visibilities visibility) {
        this.queries = queries;
        this.freshness = freshness;
        this.visibility = visibility;
    }

    @Override
    public CompletionStage<Listing<CatalogProject>> projects(ProjectSearch search) {
        return fresh().thenCompose(_ -> queries.projects(search));
    }

    @Override
    public CompletionStage<Optional<CatalogProject>> project(ProjectName name) {
        return queries.project(name);
    }

    @Override
    public CompletionStage<Map<Role, Long>> memberCounts(ProjectName project) {
        return fresh().thenCompose(_ -> queries.memberCounts(project));
    }

    @Override
    public CompletionStage<Boolean> administersAny(Principal.Person person) {
        return fresh().thenCompose(_ -> queries.administersAny(person.userId(), person.groups()));
    }

    /** Waits only when the number is not known yet: a number that is known never gets another name. */
    @Override
    public CompletionStage<Optional<ProjectName>> nameOf(long projectId) {
        return queries.projectName(projectId)
                .thenCompose(known -> known.isPresent()
                        ? completedFuture(known)
                        : fresh().thenCompose(_ -> queries.projectName(projectId)));
    }

    @Override
    public CompletionStage<List<RepositoryName>> page(Call call, Optional<String> last, int limit) {
        int size = Math.min(limit, CatalogQueries.MAX_REPOSITORIES);
        return fresh().thenCompose(_ -> queries.repositories(visibility.of(call.principal()), last.orElse(""), size));
    }

    private CompletionStage<Boolean> fresh() {
        return freshness.awaitHead(CatalogReadModel.NAME, PATIENCE);
    }
}
