package org.shiplog.http.oci;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.util.ByteString;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.MediaType;

/** The manifests that an index lists (image-spec, image-index.md). */
final class IndexChildren {
    /** More than that no client pulls. */
    static final int MAX = 1_000;

    private static final JsonMapper JSON = new JsonMapper();

    private IndexChildren() {}

    static boolean isIndex(MediaType type) {
        return type.equals(MediaType.OCI_INDEX) || type.equals(MediaType.DOCKER_MANIFEST_LIST);
    }

    /** None for a manifest of another type. It was checked when it was pushed. */
    static List<Digest> of(MediaType type, ByteString manifest) {
        List<Digest> children = new ArrayList<>();
        if (isIndex(type)) {
            for (JsonNode child : parse(manifest).path("manifests")) {
                Digest.parse(child.path("digest").asText())
                        .filter(_ -> children.size() < MAX)
                        .ifPresent(children::add);
            }
        }
        return children;
    }

    private static JsonNode parse(ByteString manifest) {
        try {
            return JSON.readTree(manifest.toArrayUnsafe());
        } catch (JacksonException e) {
            throw new IllegalStateException("a manifest that was taken in is not JSON", e);
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory", e);
        }
    }
}
