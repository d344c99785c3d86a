package org.shiplog.http.oci;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.shiplog.domain.oci.BlobReference;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.MediaType;
import org.shiplog.domain.repository.RepositoryCommand.ManifestFacts;

/**
 * What a registry reads out of a manifest.
 *
 * @param config the image's configuration; empty for anything but an image
 * @param blobs that the repository must have: config and layers, each once, without layers that are kept elsewhere
 * @param artifactType as the referrers API derives it; empty if there is none
 * @param annotations of the manifest itself
 * @param configType the media type of the config, or what the annotations say instead that it is; empty if nothing is said
 * @param children the manifests of an index, each once
 * @param accelerates the image of which this is another form that starts faster
 */
record ManifestContent(
        MediaType mediaType,
        Optional<Digest> config,
        List<BlobReference> blobs,
        Optional<Digest> subject,
        String artifactType,
        Map<String, String> annotations,
        String configType,
        List<Digest> children,
        Optional<Digest> accelerates) {
    ManifestContent {
        blobs = List.copyOf(blobs);
        children = List.copyOf(children);
        // Not Map.copyOf: annotations are listed in the order in which the manifest has them.
        annotations = Collections.unmodifiableMap(annotations);
    }

    /** @param size of the manifest in bytes */
    ManifestFacts facts(Digest digest, long size) {
        return new ManifestFacts(
                digest, mediaType, size, blobs, subject, artifactType, configType, children, accelerates);
    }

    /** The manifest as it counts where these blobs are not. */
    ManifestContent without(Collection<Digest> missing) {
        Set<Digest> absent = Set.copyOf(missing);
        return new ManifestContent(
                mediaType,
                config,
                blobs.stream().filter(blob -> !absent.contains(blob.digest())).toList(),
                subject,
                artifactType,
                annotations,
                configType,
                children,
                accelerates);
    }
}
