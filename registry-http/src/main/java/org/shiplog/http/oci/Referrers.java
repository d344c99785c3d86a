package org.shiplog.http.oci;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.MediaType;
import org.shiplog.domain.repository.RepositoryQuery.FoundManifest;
import org.shiplog.domain.repository.RepositoryQuery.Referrer;
import org.shiplog.domain.repository.RepositoryQuery.ReferrerPage;
import org.shiplog.storage.manifest.ManifestStore;

/**
 * Makes an index of referrers. Their annotations belong into it, so that every manifest is loaded; the index ends early when
 * it would grow beyond what clients accept as a manifest.
 */
final class Referrers {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int LOADED_AT_ONCE = 4;

    private final ManifestStore manifests;
    private final ManifestParser parser;
    private final Materializer materializer;

    Referrers(ManifestStore manifests, ManifestParser parser, Materializer materializer) {
        this.manifests = manifests;
        this.parser = parser;
        this.materializer = materializer;
    }

    /** @param next after which referrer the next page begins; empty on the last page */
    record Index(ByteString bytes, Optional<Digest> next) {}

    private record Descriptor(Digest digest, ByteString json) {}

    CompletionStage<Index> index(ReferrerPage page) {
        Builder builder = new Builder();
        return Source.from(page.referrers())
                .mapAsync(LOADED_AT_ONCE, this::describe)
                .takeWhile(builder::offer)
                .runWith(Sink.ignore(), materializer)
                .thenApply(_ -> builder.finish(page.more()));
    }

    private CompletionStage<Descriptor> describe(Referrer referrer) {
        FoundManifest manifest = referrer.manifest();
        return manifests.get(manifest.digest()).thenApply(bytes -> {
            ByteString content = bytes.orElseThrow(() -> lost(manifest.digest()));
            return new Descriptor(manifest.digest(), descriptor(referrer, annotations(content, manifest.mediaType())));
        });
    }

    /** A repository has the manifest, but its bytes are not there: no 404, because it was acknowledged. */
    static IllegalStateException lost(Digest digest) {
        return new IllegalStateException("manifest " + digest + " is in a repository, but not in the manifest store");
    }

    private Map<String, String> annotations(ByteString manifest, MediaType type) {
        return switch (parser.parse(manifest.toArrayUnsafe(), Optional.of(type))) {
            case ManifestParser.Parsed.Valid(ManifestContent content) -> content.annotations();
            // It was valid when it was pushed; rules made later must not hide it.
            case ManifestParser.Parsed.Invalid _ -> Map.of();
        };
    }

    private static ByteString descriptor(Referrer referrer, Map<String, String> annotations) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("mediaType", referrer.manifest().mediaType().value());
            json.writeStringField("digest", referrer.manifest().digest().toString());
            json.writeNumberField("size", referrer.manifest().size());
            if (!referrer.artifactType().isEmpty()) {
                json.writeStringField("artifactType", referrer.artifactType());
            }
            if (!annotations.isEmpty()) {
                json.writeObjectFieldStart("annotations");
                for (Map.Entry<String, String> annotation : annotations.entrySet()) {
                    json.writeStringField(annotation.getKey(), annotation.getValue());
                }
                json.writeEndObject();
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return ByteString.fromArrayUnsafe(bytes.toByteArray());
    }

    /** Collects descriptors while they fit. */
    private static final class Builder {
        private static final byte[] HEAD = ("{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.OCI_INDEX
                        + "\",\"manifests\":[")
                .getBytes(StandardCharsets.UTF_8);
        private static final byte[] TAIL = "]}".getBytes(StandardCharsets.UTF_8);

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private @Nullable Digest last;
        private boolean full;

        Builder() {
            bytes.writeBytes(HEAD);
        }

        /** False when the descriptor does not fit. The first one always counts as fitting, or paging would not end. */
        boolean offer(Descriptor descriptor) {
            full = last != null && bytes.size() + 1 + descriptor.json().size() + TAIL.length > ManifestParser.MAX_BYTES;
            if (full) {
                return false;
            }
            if (last != null) {
                bytes.write(',');
            }
            bytes.writeBytes(descriptor.json().toArrayUnsafe());
            last = descriptor.digest();
            return true;
        }

        Index finish(boolean more) {
            bytes.writeBytes(TAIL);
            Optional<Digest> next = full || more ? Optional.ofNullable(last) : Optional.empty();
            return new Index(ByteString.fromArrayUnsafe(bytes.toByteArray()), next);
        }
    }
}
