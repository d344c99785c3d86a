package org.shiplog.http.api.icon;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.util.ByteString;
import org.shiplog.domain.oci.Digest;

/**
 * The icon that an artifact brings in one of its layers. Whoever pushes decides what is in it: it is never decoded here, which a small
 * file can make expensive.
 */
public final class OwnIcon {
    /** The largest in bytes. */
    public static final long MAX_SIZE = 1 << 20;

    private static final String ANNOTATION = "io.goharbor.artifact.v1alpha1.icon";

    /** How the kinds of images that are taken for icons begin. */
    private static final Map<ByteString, String> SIGNATURES = Map.of(
            signature("\u0089PNG\r\n\u001a\n"), BuiltInIcon.CONTENT_TYPE,
            signature("\u00ff\u00d8\u00ff"), "image/jpeg",
            signature("GIF87a"), "image/gif",
            signature("GIF89a"), "image/gif");

    private OwnIcon() {}

    /** Which of the layers is meant to be one: the first that is annotated so, whatever the annotation says. */
    public static Optional<Digest> in(JsonNode manifest) {
        for (JsonNode layer : manifest.path("layers")) {
            if (layer.path("annotations").has(ANNOTATION)) {
                return Digest.parse(layer.path("digest").asText())
                        .filter(_ -> layer.path("size").asLong() <= MAX_SIZE);
            }
        }
        return Optional.empty();
    }

    /** The media type; empty for what is no image that browsers show. */
    static Optional<String> contentType(ByteString content) {
        return SIGNATURES.entrySet().stream()
                .filter(known -> content.take(known.getKey().size()).equals(known.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private static ByteString signature(String bytes) {
        return ByteString.fromArray(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }
}
