package org.shiplog.projections.history;

import java.time.Instant;
import java.util.Optional;
import org.shiplog.domain.oci.Digest;

/**
 * A time during which a tag stood for a digest.
 *
 * @param until empty when it does so still
 * @param by the principal who moved it there
 * @param event the number of the event that did it
 * @param undoes the event that was taken back with it
 * @param endedBy who ended it, where somebody did
 * @param goneAt since when the repository has the manifest no more
 */
public record TagPeriod(
        Digest digest,
        Instant from,
        Optional<Instant> until,
        String by,
        long event,
        Optional<Long> undoes,
        Optional<String> endedBy,
        Optional<Long> endEvent,
        Optional<Instant> goneAt) {}
