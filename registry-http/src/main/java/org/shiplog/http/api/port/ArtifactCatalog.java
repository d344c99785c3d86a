package org.shiplog.http.api.port;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.projections.catalog.CatalogAccessory;
import org.shiplog.projections.catalog.CatalogArtifact;
import org.shiplog.projections.catalog.CatalogTag;
import org.shiplog.projections.catalog.FoundArtifact;
import org.shiplog.projections.catalog.MarkedArtifact;
import org.shiplog.projections.catalog.ProjectArtifactQueries.Scope;
import org.shiplog.projections.catalog.RepositoryDetails;
import org.shiplog.projections.catalog.Visible;
import org.shiplog.projections.query.ListQuery;
import org.shiplog.projections.query.Listing;

/** What repositories hold. It knows everything that was written before, unless the catalogue is far behind. */
public interface ArtifactCatalog {
    CompletionStage<Listing<RepositoryDetails>> repositories(Visible visible, ListQuery list);

    /** @param only these; empty for all of the project's */
    CompletionStage<Listing<RepositoryDetails>> repositories(
            ProjectName project, Optional<List<RepositoryName>> only, ListQuery list);

    CompletionStage<Optional<RepositoryDetails>> repository(RepositoryName name);

    CompletionStage<Listing<CatalogArtifact>> artifacts(RepositoryName repository, ListQuery list);

    CompletionStage<Listing<FoundArtifact>> artifacts(Scope scope, ListQuery list);

    CompletionStage<Optional<CatalogArtifact>> artifact(RepositoryName repository, Digest digest);

    CompletionStage<Listing<CatalogTag>> tags(RepositoryName repository, Digest digest, ListQuery list);

    CompletionStage<List<CatalogTag>> tagsOf(RepositoryName repository, List<Digest> digests);

    CompletionStage<List<MarkedArtifact>> labelsOf(RepositoryName repository, List<Digest> digests);

    CompletionStage<List<CatalogAccessory>> accessoriesOf(RepositoryName repository, List<Digest> subjects);

    /** The other forms of the image, which belong to it as accessories do. */
    default CompletionStage<List<Digest>> accelerators(RepositoryName repository, Digest image) {
        return accessoriesOf(repository, List.of(image))
                .thenApply(found -> found.stream()
                        .filter(accessory -> accessory.type().equals(CatalogAccessory.ACCELERATOR))
                        .map(CatalogAccessory::digest)
                        .toList());
    }

    /** In bytes; empty when none of the visible projects holds it. */
    CompletionStage<Optional<Long>> blobSize(Visible visible, Digest digest);

    /** The parts of an index that the repository holds. */
    CompletionStage<List<Digest>> parts(RepositoryName repository, Digest index);

    /** The indexes that the artifact is a part of. */
    CompletionStage<List<Digest>> wholes(RepositoryName repository, Digest part);
}
