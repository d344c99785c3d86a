package org.shiplog.http.api.artifact;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.util.ByteString;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.MediaType;
import org.shiplog.http.api.json.Json;
import org.shiplog.http.api.port.ArtifactPorts;
import org.shiplog.projections.catalog.CatalogArtifact;

/**
 * Reads what artifacts say of themselves: their manifests, and the configs of images. Configs are kept in memory by their digests;
 * what belongs to a digest never changes.
 */
final class ArtifactContents {
    /** A larger config in bytes is not looked at. */
    static final long MAX_CONFIG = 1 << 20;

    private static final long CAPACITY = 16 << 20;

    /** Only for these is a repository known to hold what the manifest names as its config. */
    private static final Set<String> IMAGES = Set.of(MediaType.OCI_MANIFEST.value(), MediaType.DOCKER_MANIFEST.value());

    private final ArtifactPorts ports;
    private final Materializer materializer;
    private final Cache<Digest, ByteString> configs = Caffeine.newBuilder()
            .maximumWeight(CAPACITY)
            .<Digest, ByteString>weigher((_, bytes) -> 512 + bytes.length())
            .executor(Runnable::run)
            .build();

    ArtifactContents(ArtifactPorts ports, Materializer materializer) {
        this.ports = ports;
        this.materializer = materializer;
    }

    /**
     * @param manifest missing when it is not JSON
     * @param config empty when there is none that could be read as a JSON object
     */
    record Content(JsonNode manifest, Optional<ObjectNode> config) {}

    CompletionStage<Content> of(CatalogArtifact artifact) {
        return ports.manifests().get(artifact.digest()).thenCompose(bytes -> {
            JsonNode manifest =
                    bytes.flatMap(Json::parseObject).<JsonNode>map(node -> node).orElse(MissingNode.getInstance());
            return config(artifact, manifest.path("config")).thenApply(config -> new Content(manifest, config));
        });
    }

    private CompletionStage<Optional<ObjectNode>> config(CatalogArtifact artifact, JsonNode descriptor) {
        Optional<Digest> digest = Digest.parse(descriptor.path("digest").asText());
        long size = descriptor.path("size").asLong();
        if (!IMAGES.contains(artifact.mediaType()) || digest.isEmpty() || size < 2 || size > MAX_CONFIG) {
            return completedFuture(Optional.empty());
        }
        return read(digest.get(), size).thenApply(Json::parseObject);
    }

    private CompletionStage<ByteString> read(Digest digest, long size) {
        ByteString cached = configs.getIfPresent(digest);
        if (cached != null) {
            return completedFuture(cached);
        }
        return ports.blobs()
                .read(digest, 0, size)
                .runWith(Sink.fold(ByteString.emptyByteString(), ByteString::concat), materializer)
                .thenApply(bytes -> {
                    ByteString own = bytes.compact();
                    configs.put(digest, own);
                    return own;
                });
    }
}
