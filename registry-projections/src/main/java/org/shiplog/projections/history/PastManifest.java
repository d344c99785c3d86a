package org.shiplog.projections.history;

import java.time.Instant;
import java.util.Optional;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.MediaType;

/**
 * A manifest that a repository had.
 *
 * @param size in bytes
 * @param sequenceNumber of the event that pushed it, among the repository's
 * @param goneAt since when the repository has it no more; empty when it has it still, or again
 */
public record PastManifest(
        Digest digest, MediaType mediaType, long size, long sequenceNumber, Optional<Instant> goneAt) {}
