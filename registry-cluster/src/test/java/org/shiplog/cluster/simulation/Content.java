package org.shiplog.cluster.simulation;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.shiplog.domain.oci.BlobReference;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.DigestAlgorithm;
import org.shiplog.domain.oci.MediaType;
import org.shiplog.domain.oci.Tag;
import org.shiplog.domain.repository.RepositoryCommand.ManifestFacts;

/** The few blobs, tags and manifests that the clients of a world play with, so that they get in each other's way. */
final class Content {
    private static final int BLOBS = 5;
    private static final MediaType MANIFEST = new MediaType("application/vnd.oci.image.manifest.v1+json");
    private static final List<Tag> TAGS = List.of(new Tag("latest"), new Tag("v1"));

    private final Chance chance;
    private final List<Blob> blobs = new ArrayList<>();
    private final List<Manifest> manifests = new ArrayList<>();

    record Blob(Digest digest, byte[] bytes) {}

    record Manifest(ManifestFacts facts, byte[] bytes) {}

    Content(Chance chance) {
        this.chance = chance;
        for (int i = 0; i < BLOBS; i++) {
            byte[] bytes = chance.bytes(1 + chance.below(40));
            blobs.add(new Blob(DigestAlgorithm.SHA256.digestOf(bytes), bytes));
        }
    }

    Blob blob() {
        return chance.oneOf(blobs);
    }

    List<Blob> blobs() {
        return blobs;
    }

    Tag tag() {
        return chance.oneOf(TAGS);
    }

    List<Tag> tags() {
        return TAGS;
    }

    /** Mostly one that nobody pushed before, so that a tag's value tells who set it. */
    Manifest manifest() {
        if (!manifests.isEmpty() && chance.in(0.25)) {
            return chance.oneOf(manifests);
        }
        List<BlobReference> needed = new ArrayList<>();
        Blob first = blob();
        needed.add(new BlobReference(first.digest(), first.bytes().length));
        byte[] bytes = ("manifest " + manifests.size() + " of " + first.digest()).getBytes(StandardCharsets.UTF_8);
        Manifest manifest = new Manifest(
                new ManifestFacts(
                        DigestAlgorithm.SHA256.digestOf(bytes), MANIFEST, bytes.length, needed, Optional.empty(), ""),
                bytes);
        manifests.add(manifest);
        return manifest;
    }

    Optional<Manifest> known() {
        return manifests.isEmpty() ? Optional.empty() : Optional.of(chance.oneOf(manifests));
    }
}
