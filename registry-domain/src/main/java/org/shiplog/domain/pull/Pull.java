package org.shiplog.domain.pull;

import java.time.Instant;
import java.util.Optional;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.oci.Tag;

/**
 * A manifest that was given to somebody.
 *
 * @param generation of the repository that has the manifest; {@link #OF_THE_PAST} when it has it no more
 * @param tag by which it was asked for; empty when its digest was
 * @param principal the id of who asked, as in {@link Provenance}; likewise all that follows
 */
public record Pull(
        RepositoryName repository,
        long generation,
        Digest digest,
        Optional<Tag> tag,
        String principal,
        Instant at,
        String clientAddress,
        String userAgent,
        String requestId) {
    public static final long OF_THE_PAST = 0;

    public static Pull of(
            RepositoryName repository, long generation, Digest digest, Optional<Tag> tag, Provenance provenance) {
        return new Pull(
                repository,
                generation,
                digest,
                tag,
                provenance.principal(),
                provenance.at(),
                provenance.clientAddress(),
                provenance.userAgent(),
                provenance.requestId());
    }
}
