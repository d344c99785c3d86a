package org.shiplog.cluster.simulation;

import java.util.List;
import java.util.Optional;
import org.shiplog.domain.oci.Digest;

/**
 * What a client hears.
 *
 * @param digest of what was found
 * @param content of what was found
 * @param missing the blobs that a refused manifest lacks
 * @param seen how much of which entity's journal the response reflects
 */
record Response(Status status, Optional<Digest> digest, byte[] content, List<Digest> missing, List<Seen> seen) {
    enum Status {
        DONE,
        FOUND,
        ABSENT,
        REFUSED,
        /** Worth trying again; what was done is unknown. */
        UNAVAILABLE
    }

    record Seen(EntityAddress entity, long position) {}

    static Response of(Status status, List<Seen> seen) {
        return new Response(status, Optional.empty(), new byte[0], List.of(), List.copyOf(seen));
    }
}
