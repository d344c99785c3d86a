package org.shiplog.http.api.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.http.api.artifact.ArtifactContents.Content;
import org.shiplog.http.api.icon.BuiltInIcon;
import org.shiplog.http.api.icon.OwnIcon;
import org.shiplog.http.api.json.Json;
import org.shiplog.http.api.label.LabelRoutes;
import org.shiplog.projections.catalog.ArtifactKind;
import org.shiplog.projections.catalog.CatalogAccessory;
import org.shiplog.projections.catalog.CatalogArtifact;
import org.shiplog.projections.catalog.CatalogTag;
import org.shiplog.projections.catalog.MarkedArtifact;

/** Artifacts, tags and accessories in Harbor's words. */
final class ArtifactJson {
    /** How Harbor says that something never happened. */
    private static final String NEVER = "0001-01-01T00:00:00.000Z";

    private static final String TITLE = "org.opencontainers.image.title";
    private static final List<String> OF_IMAGES = List.of("created", "author", "architecture", "os", "config");
    private static final List<String> OF_CHILDREN = List.of("platform", "annotations", "urls");

    private final RepositoryName repository;
    private final long projectId;

    ArtifactJson(RepositoryName repository, long projectId) {
        this.repository = repository;
        this.projectId = projectId;
    }

    ObjectNode artifact(CatalogArtifact artifact, Content content) {
        ObjectNode json = Json.object()
                .put("id", Numbers.of(repository, artifact.digest()))
                .put("type", artifact.kind())
                .put("media_type", artifact.configType().isEmpty() ? artifact.mediaType() : artifact.configType())
                .put("manifest_media_type", artifact.mediaType())
                .put("artifact_type", artifactType(artifact))
                .put("project_id", projectId)
                .put("repository_id", Numbers.of(repository.value()))
                .put("repository_name", repository.value())
                .put("digest", artifact.digest().toString())
                .put("size", artifact.size())
                .put("icon", icon(artifact, content).toString())
                .put("push_time", artifact.pushedAt().toString())
                .put("pull_time", time(artifact.pulledAt()))
                .put("pull_count", artifact.pulls());
        json.set("extra_attrs", extras(artifact, content));
        if (content.manifest().path("annotations") instanceof ObjectNode annotations) {
            json.set("annotations", annotations);
        }
        json.set("references", references(artifact, content));
        json.set("addition_links", additions(artifact));
        return json;
    }

    /** Whether a layer that is meant to be its icon is one, is found out when it is looked at. */
    private static Digest icon(CatalogArtifact artifact, Content content) {
        return OwnIcon.in(content.manifest())
                .orElseGet(() -> BuiltInIcon.ofKind(artifact.kind()).digest());
    }

    private static String artifactType(CatalogArtifact artifact) {
        if (!artifact.artifactType().isEmpty()) {
            return artifact.artifactType();
        }
        return artifact.configType().isEmpty() ? artifact.mediaType() : artifact.configType();
    }

    /** Of an image the parts that people look for, of anything else the whole config. */
    private static ObjectNode extras(CatalogArtifact artifact, Content content) {
        ObjectNode extras = Json.object();
        boolean whole =
                !artifact.kind().equals(ArtifactKind.IMAGE) && !artifact.kind().equals(ArtifactKind.WASM);
        content.config().ifPresent(config -> {
            if (whole) {
                extras.setAll(config);
            } else {
                OF_IMAGES.stream().filter(config::hasNonNull).forEach(name -> extras.set(name, config.get(name)));
            }
        });
        if (artifact.kind().equals(ArtifactKind.WASM)) {
            JsonNode layer = content.manifest().path("layers").path(0);
            extras.put(
                            "manifest.config.mediaType",
                            content.manifest().at("/config/mediaType").asText())
                    .put("manifest.layers.mediaType", layer.path("mediaType").asText())
                    .put(TITLE, layer.path("annotations").path(TITLE).asText());
        }
        return extras;
    }

    private ArrayNode references(CatalogArtifact artifact, Content content) {
        ArrayNode references = Json.array();
        for (JsonNode child : content.manifest().path("manifests")) {
            String digest = child.path("digest").asText();
            ObjectNode reference = references
                    .addObject()
                    .put("parent_id", Numbers.of(repository, artifact.digest()))
                    .put("child_id", Numbers.of(repository + "@" + digest))
                    .put("child_digest", digest);
            OF_CHILDREN.stream().filter(child::hasNonNull).forEach(name -> reference.set(name, child.get(name)));
        }
        return references;
    }

    private ObjectNode additions(CatalogArtifact artifact) {
        ObjectNode links = Json.object();
        for (Addition addition : Addition.of(artifact)) {
            links.putObject(addition.path())
                    .put(
                            "href",
                            "/api/v2.0/projects/" + repository.project().orElseThrow() + "/repositories/"
                                    + ArtifactPath.encoded(repository) + "/artifacts/" + artifact.digest()
                                    + "/additions/" + addition.path())
                    .put("absolute", false);
        }
        return links;
    }

    private static String time(Optional<Instant> pulled) {
        return pulled.map(Instant::toString).orElse(NEVER);
    }

    ObjectNode tag(CatalogTag tag) {
        return Json.object()
                .put("id", Numbers.of(repository, tag.name()))
                .put("repository_id", Numbers.of(repository.value()))
                .put("artifact_id", Numbers.of(repository, tag.digest()))
                .put("name", tag.name().value())
                .put("push_time", tag.pushedAt().toString())
                .put("pull_time", time(tag.pulledAt()))
                .put("pull_count", tag.pulls())
                .put("immutable", false);
    }

    ObjectNode accessory(CatalogAccessory accessory) {
        return Json.object()
                .put("id", Numbers.of(repository, accessory.digest()))
                .put("artifact_id", Numbers.of(repository, accessory.digest()))
                .put("subject_artifact_id", Numbers.of(repository, accessory.subject()))
                .put("subject_artifact_digest", accessory.subject().toString())
                .put("subject_artifact_repo", repository.value())
                .put("size", accessory.size())
                .put("digest", accessory.digest().toString())
                .put("type", accessory.type())
                .put("icon", BuiltInIcon.ofAccessory(accessory.type()).digest().toString())
                .put("creation_time", accessory.pushedAt().toString());
    }

    static ObjectNode label(MarkedArtifact marked) {
        return LabelRoutes.json(marked.label());
    }
}
