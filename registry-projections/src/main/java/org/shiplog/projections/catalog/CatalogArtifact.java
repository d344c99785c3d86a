package org.shiplog.projections.catalog;

import java.time.Instant;
import java.util.Optional;
import org.shiplog.domain.oci.Digest;

/**
 * An artifact as lists show one.
 *
 * @param configType the media type of its config; empty if there is none
 * @param kind in the words of {@link ArtifactKind}
 * @param size in bytes: of the manifest and its distinct blobs, and of the parts of an index
 * @param subject what the manifest says that it is about
 * @param pulledAt when last; empty when never
 */
public record CatalogArtifact(
        Digest digest,
        String mediaType,
        String artifactType,
        String configType,
        String kind,
        long size,
        Optional<Digest> subject,
        Instant pushedAt,
        long pulls,
        Optional<Instant> pulledAt) {}
