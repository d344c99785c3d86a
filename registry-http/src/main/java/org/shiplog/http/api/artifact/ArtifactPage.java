package org.shiplog.http.api.artifact;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.apache.pekko.http.javadsl.model.Query;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.http.api.artifact.ArtifactContents.Content;
import org.shiplog.http.api.port.ArtifactCatalog;
import org.shiplog.projections.catalog.ArtifactKind;
import org.shiplog.projections.catalog.CatalogArtifact;

/** Puts together artifacts of one repository with what was asked for besides them. */
final class ArtifactPage {
    private static final String BUNDLE_PART = "io.cnab.manifest.type";

    private final ArtifactCatalog catalog;
    private final ArtifactContents contents;

    ArtifactPage(ArtifactCatalog catalog, ArtifactContents contents) {
        this.catalog = catalog;
        this.contents = contents;
    }

    /** What is to be shown with each. Tags and accessories are unless they are declined, as Harbor does. */
    record With(boolean tags, boolean labels, boolean accessories) {
        static With of(Query query) {
            return new With(
                    !query.get("with_tag").equals(Optional.of("false")),
                    query.get("with_label").equals(Optional.of("true")),
                    !query.get("with_accessory").equals(Optional.of("false")));
        }
    }

    private record Row(CatalogArtifact artifact, ObjectNode json) {}

    CompletionStage<List<ObjectNode>> render(
            RepositoryName repository, long projectId, List<CatalogArtifact> artifacts, With with) {
        ArtifactJson json = new ArtifactJson(repository, projectId);
        List<Digest> digests = artifacts.stream().map(CatalogArtifact::digest).toList();
        return rows(json, repository, artifacts)
                .thenCompose(rows -> add(
                        rows,
                        "tags",
                        with.tags(),
                        () -> catalog.tagsOf(repository, digests),
                        (tag, add) -> add.accept(tag.digest(), json.tag(tag))))
                .thenCompose(rows -> add(
                        rows,
                        "labels",
                        with.labels(),
                        () -> catalog.labelsOf(repository, digests),
                        (marked, add) -> add.accept(marked.digest(), ArtifactJson.label(marked))))
                .thenCompose(rows -> add(
                        rows,
                        "accessories",
                        with.accessories(),
                        () -> catalog.accessoriesOf(repository, digests),
                        (accessory, add) -> add.accept(accessory.subject(), json.accessory(accessory))))
                .thenApply(rows -> rows.stream().map(Row::json).toList());
    }

    private CompletionStage<List<Row>> rows(
            ArtifactJson json, RepositoryName repository, List<CatalogArtifact> artifacts) {
        CompletionStage<List<Row>> all = completedFuture(new ArrayList<>());
        for (CatalogArtifact artifact : artifacts) {
            all = all.thenCombine(content(repository, artifact), (rows, content) -> {
                rows.add(new Row(artifact, json.artifact(artifact, content)));
                return rows;
            });
        }
        return all;
    }

    /** The config of a bundle is one of its parts. */
    private CompletionStage<Content> content(RepositoryName repository, CatalogArtifact artifact) {
        return contents.of(artifact)
                .thenCompose(content -> bundled(artifact, content)
                        .map(part -> catalog.artifact(repository, part)
                                .thenCompose(found -> found.isEmpty()
                                        ? completedFuture(content)
                                        : contents.of(found.get())
                                                .thenApply(config -> new Content(content.manifest(), config.config()))))
                        .orElseGet(() -> completedFuture(content)));
    }

    private static Optional<Digest> bundled(CatalogArtifact artifact, Content content) {
        if (artifact.kind().equals(ArtifactKind.CNAB)) {
            for (JsonNode part : content.manifest().path("manifests")) {
                if (part.path("annotations").path(BUNDLE_PART).asText().equals("config")) {
                    return Digest.parse(part.path("digest").asText());
                }
            }
        }
        return Optional.empty();
    }

    private interface Question<T> {
        CompletionStage<List<T>> ask();
    }

    /** Adds what was found to the rows that it belongs to, under the name. */
    private static <T> CompletionStage<List<Row>> add(
            List<Row> rows,
            String name,
            boolean wanted,
            Question<T> question,
            BiConsumer<T, BiConsumer<Digest, ObjectNode>> each) {
        if (!wanted || rows.isEmpty()) {
            return completedFuture(rows);
        }
        return question.ask().thenApply(found -> {
            rows.forEach(row -> row.json().putArray(name));
            found.forEach(one -> each.accept(
                    one,
                    (digest, node) -> rows.stream()
                            .filter(row -> row.artifact().digest().equals(digest))
                            .forEach(row -> ((ArrayNode) row.json().get(name)).add(node))));
            return rows;
        });
    }
}
