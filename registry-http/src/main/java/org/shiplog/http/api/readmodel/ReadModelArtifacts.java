package org.shiplog.http.api.readmodel;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.http.api.port.ArtifactCatalog;
import org.shiplog.projections.catalog.ArtifactQueries;
import org.shiplog.projections.catalog.CatalogAccessory;
import org.shiplog.projections.catalog.CatalogArtifact;
import org.shiplog.projections.catalog.CatalogReadModel;
import org.shiplog.projections.catalog.CatalogTag;
import org.shiplog.projections.catalog.FoundArtifact;
import org.shiplog.projections.catalog.MarkedArtifact;
import org.shiplog.projections.catalog.ProjectArtifactQueries;
import org.shiplog.projections.catalog.ProjectArtifactQueries.Scope;
import org.shiplog.projections.catalog.RepositoryDetails;
import org.shiplog.projections.catalog.RepositoryQueries;
import org.shiplog.projections.catalog.Visible;
import org.shiplog.projections.directory.DirectoryReadModel;
import org.shiplog.projections.query.ListQuery;
import org.shiplog.projections.query.Listing;
import org.shiplog.projections.readmodel.Freshness;

/** Reads the catalogue's tables, waiting up to two seconds for what was written before. */
public final class ReadModelArtifacts implements ArtifactCatalog {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final RepositoryQueries repositories;
    private final ArtifactQueries artifacts;
    private final ProjectArtifactQueries ofProjects;
    private final Supplier<CompletionStage<?>> fresh;

    /** @param fresh completes when the tables know what was written before */
    public ReadModelArtifacts(
            RepositoryQueries repositories,
            ArtifactQueries artifacts,
            ProjectArtifactQueries ofProjects,
            Supplier<CompletionStage<?>> fresh) {
        this.repositories = repositories;
        this.artifacts = artifacts;
        this.ofProjects = ofProjects;
        this.fresh = fresh;
    }

    /** Labels stand in the directory. */
    public static Supplier<CompletionStage<?>> waiting(Freshness freshness) {
        return () -> freshness
                .awaitHead(CatalogReadModel.NAME, PATIENCE)
                .thenCompose(_ -> freshness.awaitHead(DirectoryReadModel.NAME, PATIENCE));
    }

    private <T> CompletionStage<T> fresh(Supplier<CompletionStage<T>> question) {
        return fresh.get().thenCompose(_ -> question.get());
    }

    @Override
    public CompletionStage<Listing<RepositoryDetails>> repositories(Visible visible, ListQuery list) {
        return fresh(() -> repositories.all(visible, list));
    }

    @Override
    public CompletionStage<Listing<RepositoryDetails>> repositories(
            ProjectName project, Optional<List<RepositoryName>> only, ListQuery list) {
        return fresh(() -> repositories.ofProject(project, only, list));
    }

    @Override
    public CompletionStage<Optional<RepositoryDetails>> repository(RepositoryName name) {
        return fresh(() -> repositories.one(name));
    }

    @Override
    public CompletionStage<Listing<CatalogArtifact>> artifacts(RepositoryName repository, ListQuery list) {
        return fresh(() -> artifacts.artifacts(repository, list));
    }

    @Override
    public CompletionStage<Listing<FoundArtifact>> artifacts(Scope scope, ListQuery list) {
        return fresh(() -> ofProjects.artifacts(scope, list));
    }

    @Override
    public CompletionStage<Optional<CatalogArtifact>> artifact(RepositoryName repository, Digest digest) {
        return fresh(() -> artifacts.artifact(repository, digest));
    }

    @Override
    public CompletionStage<Listing<CatalogTag>> tags(RepositoryName repository, Digest digest, ListQuery list) {
        return fresh(() -> artifacts.tags(repository, digest, list));
    }

    @Override
    public CompletionStage<List<CatalogTag>> tagsOf(RepositoryName repository, List<Digest> digests) {
        return fresh(() -> artifacts.tagsOf(repository, digests));
    }

    @Override
    public CompletionStage<List<MarkedArtifact>> labelsOf(RepositoryName repository, List<Digest> digests) {
        return fresh(() -> artifacts.labelsOf(repository, digests));
    }

    @Override
    public CompletionStage<List<CatalogAccessory>> accessoriesOf(RepositoryName repository, List<Digest> subjects) {
        return fresh(() -> artifacts.accessoriesOf(repository, subjects));
    }

    @Override
    public CompletionStage<Optional<Long>> blobSize(Visible visible, Digest digest) {
        return fresh(() -> artifacts.blobSize(visible, digest));
    }

    @Override
    public CompletionStage<List<Digest>> parts(RepositoryName repository, Digest index) {
        return fresh(() -> artifacts.parts(repository, index));
    }

    @Override
    public CompletionStage<List<Digest>> wholes(RepositoryName repository, Digest part) {
        return fresh(() -> artifacts.wholes(repository, part));
    }
}
