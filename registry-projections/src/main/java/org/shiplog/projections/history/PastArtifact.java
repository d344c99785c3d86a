package org.shiplog.projections.history;

import java.time.Instant;
import java.util.List;
import org.shiplog.domain.oci.Digest;

/**
 * An artifact as a repository had it at a time.
 *
 * @param artifactType empty when it has none
 * @param size of the manifest in bytes
 * @param by the principal who pushed it
 * @param event the number of the event of the push
 * @param tags that stood for it, in order
 */
public record PastArtifact(
        Digest digest,
        String mediaType,
        String artifactType,
        long size,
        Instant pushedAt,
        String by,
        long event,
        List<String> tags) {
    public PastArtifact {
        tags = List.copyOf(tags);
    }
}
