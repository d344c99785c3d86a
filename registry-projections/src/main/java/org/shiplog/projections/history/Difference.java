package org.shiplog.projections.history;

import java.util.Optional;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.RepositoryName;

/**
 * What is other at one time than at another.
 *
 * @param name the tag, or the artifact's digest
 * @param from what the tag stood for at the first time; of an artifact, its digest when it was there
 * @param to the same at the second time
 */
public record Difference(
        RepositoryName repository, Kind kind, String name, Optional<Digest> from, Optional<Digest> to) {
    public enum Kind {
        ARTIFACT,
        TAG
    }
}
