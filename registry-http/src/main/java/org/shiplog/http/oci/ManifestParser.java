package org.shiplog.http.oci;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.shiplog.domain.oci.BlobReference;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.MediaType;
import org.shiplog.domain.repository.RepositoryCommand.ManifestFacts;
import org.shiplog.http.oci.ManifestJson.Descriptor;
import org.shiplog.http.oci.ManifestJson.Members;

/**
 * Reads manifests (image-spec, manifest.md and image-index.md), strictly: UTF-8 without a byte order mark, no member twice,
 * nothing nested deeper than {@link #MAX_DEPTH}, and no document that could be taken for both an image and an index.
 *
 * <p>Manifests of unknown types are accepted if they are JSON objects; what they refer to is not looked at.
 */
final class ManifestParser {
    /** The largest manifest in bytes; clients count on 4 MB being possible. */
    static final int MAX_BYTES = 4 * 1024 * 1024;

    static final int MAX_DEPTH = 64;

    private static final int MAX_NUMBER_LENGTH = 64;
    private static final int MAX_NAME_LENGTH = 64 * 1024;
    private static final int MAX_MESSAGE_LENGTH = 200;
    private static final long SCHEMA_VERSION = 2;
    private static final String KIND_OF_INDEX = "org.opencontainers.artifactType";
    private static final String WASM = "application/vnd.wasm.config.v1+json";
    private static final String ACCELERATED = "io.goharbor.artifact.v1alpha1.acceleration.source.digest";
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private static final Set<String> IMAGES = Set.of(MediaType.OCI_MANIFEST.value(), MediaType.DOCKER_MANIFEST.value());
    private static final Set<String> INDEXES =
            Set.of(MediaType.OCI_INDEX.value(), MediaType.DOCKER_MANIFEST_LIST.value());
    private static final Set<String> SCHEMA_1 = Set.of(
            "application/vnd.docker.distribution.manifest.v1+json",
            "application/vnd.docker.distribution.manifest.v1+prettyjws");

    /** Layers of these types are never pushed; their content may not be passed on. */
    private static final Set<String> KEPT_ELSEWHERE = Set.of(
            "application/vnd.oci.image.layer.nondistributable.v1.tar",
            "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip",
            "application/vnd.oci.image.layer.nondistributable.v1.tar+zstd",
            "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
            "application/vnd.docker.image.rootfs.foreign.diff.tar");

    private final JsonFactory factory = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(MAX_BYTES)
                    .maxNumberLength(MAX_NUMBER_LENGTH)
                    .maxNameLength(MAX_NAME_LENGTH)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    sealed interface Parsed {
        record Valid(ManifestContent content) implements Parsed {}

        /** @param rule what is wrong with the manifest */
        record Invalid(String rule) implements Parsed {}
    }

    /**
     * @param bytes at most {@link #MAX_BYTES}
     * @param contentType what the manifest was pushed as; empty if that was not said
     */
    Parsed parse(byte[] bytes, Optional<MediaType> contentType) {
        try {
            return new Parsed.Valid(read(decode(bytes), contentType));
        } catch (InvalidManifestException e) {
            return new Parsed.Invalid(e.rule());
        }
    }

    private static CharBuffer decode(byte[] bytes) throws InvalidManifestException {
        try {
            CharBuffer text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes));
            if (text.hasRemaining() && text.get(text.position()) == BYTE_ORDER_MARK) {
                throw new InvalidManifestException("the manifest begins with a byte order mark");
            }
            return text;
        } catch (CharacterCodingException e) {
            throw new InvalidManifestException("the manifest is not UTF-8");
        }
    }

    private ManifestContent read(CharBuffer text, Optional<MediaType> contentType) throws InvalidManifestException {
        if (contentType.isPresent()) {
            return read(text, contentType.get());
        }
        Optional<String> named = members(text, false).mediaType;
        return read(
                text,
                named.flatMap(MediaType::parse)
                        .orElseThrow(() ->
                                new InvalidManifestException("neither Content-Type nor mediaType tell what this is")));
    }

    private ManifestContent read(CharBuffer text, MediaType type) throws InvalidManifestException {
        if (SCHEMA_1.contains(type.value())) {
            throw new InvalidManifestException("image manifests of schema version 1 are not supported");
        }
        boolean image = IMAGES.contains(type.value());
        boolean index = INDEXES.contains(type.value());
        Members members = members(text, image || index);
        checkKind(members, type, image || index);
        if (image) {
            return image(members, type);
        }
        return index ? index(members, type) : opaque(type);
    }

    private Members members(CharBuffer text, boolean strictly) throws InvalidManifestException {
        try (JsonParser json =
                factory.createParser(text.array(), text.arrayOffset() + text.position(), text.remaining())) {
            return new ManifestJson(json).read(strictly);
        } catch (JsonProcessingException e) {
            throw new InvalidManifestException("the manifest is not valid JSON: " + shortened(e.getOriginalMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
    }

    private static String shortened(String message) {
        return message.length() <= MAX_MESSAGE_LENGTH ? message : message.substring(0, MAX_MESSAGE_LENGTH);
    }

    private static void checkKind(Members members, MediaType type, boolean known) throws InvalidManifestException {
        if (members.mediaType.isPresent() && !members.mediaType.get().equals(type.value())) {
            throw new InvalidManifestException("mediaType and Content-Type differ");
        }
        if (members.imageParts && members.indexParts) {
            throw new InvalidManifestException("the manifest is both an image and an index");
        }
        boolean versionRight =
                members.schemaVersion.map(version -> version == SCHEMA_VERSION).orElse(!known);
        if (!versionRight) {
            throw new InvalidManifestException("schemaVersion must be " + SCHEMA_VERSION);
        }
    }

    private static ManifestContent image(Members members, MediaType type) throws InvalidManifestException {
        Descriptor config =
                members.config.orElseThrow(() -> new InvalidManifestException("an image must have a config"));
        List<Descriptor> needed = new ArrayList<>();
        needed.add(config);
        for (Descriptor layer : members.layers.orElse(List.of())) {
            if (!layer.elsewhere() && !KEPT_ELSEWHERE.contains(layer.mediaType())) {
                needed.add(layer);
            }
        }
        String artifactType =
                members.artifactType.filter(text -> !text.isEmpty()).orElse(config.mediaType());
        return content(members, type, Optional.of(config), needed, artifactType);
    }

    private static ManifestContent index(Members members, MediaType type) throws InvalidManifestException {
        if (!members.indexParts) {
            throw new InvalidManifestException("an index must have manifests");
        }
        return content(members, type, Optional.empty(), List.of(), members.artifactType.orElse(""));
    }

    private static ManifestContent opaque(MediaType type) {
        return new ManifestContent(
                type, Optional.empty(), List.of(), Optional.empty(), "", Map.of(), "", List.of(), Optional.empty());
    }

    private static ManifestContent content(
            Members members, MediaType type, Optional<Descriptor> config, List<Descriptor> needed, String artifactType)
            throws InvalidManifestException {
        // Docker's own types have neither subject nor artifact type.
        boolean oci = type.equals(MediaType.OCI_MANIFEST) || type.equals(MediaType.OCI_INDEX);
        return new ManifestContent(
                type,
                config.map(Descriptor::digest),
                eachOnce(needed),
                oci ? members.subject.map(Descriptor::digest) : Optional.empty(),
                oci ? artifactType : "",
                members.annotations,
                isModule(members)
                        ? WASM
                        : config.map(Descriptor::mediaType).orElse(members.annotations.getOrDefault(KIND_OF_INDEX, "")),
                children(members),
                accelerated(members));
    }

    /** Nydus converts an image into another one, and its converters note in the annotations which it was. */
    private static Optional<Digest> accelerated(Members members) {
        boolean nydus = members.layers.orElse(List.of()).stream().anyMatch(Descriptor::bootstrap);
        return nydus
                ? Optional.ofNullable(members.annotations.get(ACCELERATED)).flatMap(Digest::parse)
                : Optional.empty();
    }

    /** WebAssembly in the form of an image, which its annotations alone tell. */
    private static boolean isModule(Members members) {
        return members.config.isPresent()
                && ("compat".equals(members.annotations.get("module.wasm.image/variant"))
                        || "wasm".equals(members.annotations.get("run.oci.handler")));
    }

    private static List<Digest> children(Members members) throws InvalidManifestException {
        List<Digest> children = members.manifests.orElse(List.of()).stream()
                .map(Descriptor::digest)
                .distinct()
                .toList();
        if (children.size() > ManifestFacts.MAX_CHILDREN) {
            throw new InvalidManifestException("more than " + ManifestFacts.MAX_CHILDREN + " manifests in one index");
        }
        return children;
    }

    private static List<BlobReference> eachOnce(List<Descriptor> needed) throws InvalidManifestException {
        Map<Digest, BlobReference> blobs = new LinkedHashMap<>();
        for (Descriptor descriptor : needed) {
            BlobReference reference = new BlobReference(descriptor.digest(), descriptor.size());
            BlobReference same = blobs.putIfAbsent(descriptor.digest(), reference);
            if (same != null && same.size() != reference.size()) {
                throw new InvalidManifestException("the manifest gives one blob two sizes");
            }
        }
        if (blobs.size() > ManifestFacts.MAX_BLOBS) {
            throw new InvalidManifestException("more than " + ManifestFacts.MAX_BLOBS + " blobs in one manifest");
        }
        return List.copyOf(blobs.values());
    }
}
