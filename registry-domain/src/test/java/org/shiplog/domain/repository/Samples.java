package org.shiplog.domain.repository;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.shiplog.domain.oci.BlobReference;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.DigestAlgorithm;
import org.shiplog.domain.oci.MediaType;
import org.shiplog.domain.oci.Tag;
import org.shiplog.domain.repository.RepositoryCommand.ManifestFacts;
import org.shiplog.domain.repository.RepositoryCommand.PushManifest;

/** Names, digests and manifests for tests of repositories. */
final class Samples {
    static final long SIZE = 100;

    private Samples() {}

    static Digest digest(String content) {
        return DigestAlgorithm.SHA256.digestOf(content.getBytes(StandardCharsets.UTF_8));
    }

    static ManifestFacts manifest(Digest digest, Digest... blobs) {
        return new ManifestFacts(digest, MediaType.OCI_MANIFEST, 512, references(blobs), Optional.empty(), "");
    }

    static ManifestFacts referrer(Digest digest, Digest subject, String artifactType, Digest... blobs) {
        return new ManifestFacts(
                digest, MediaType.OCI_MANIFEST, 512, references(blobs), Optional.of(subject), artifactType);
    }

    static PushManifest push(long generation, ManifestFacts manifest, String... tags) {
        return new PushManifest(
                generation, manifest, Stream.of(tags).map(Tag::new).toList());
    }

    private static List<BlobReference> references(Digest... blobs) {
        return Stream.of(blobs).map(blob -> new BlobReference(blob, SIZE)).toList();
    }
}
