package org.shiplog.http.api.artifact;

import java.nio.charset.StandardCharsets;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.DigestAlgorithm;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.oci.Tag;

/**
 * The numbers that Harbor's API has for repositories, artifacts and tags. Nothing is ever found by them, so they are made of the
 * names: the same for ever, on every node, however often the tables are rebuilt.
 */
final class Numbers {
    /** What JavaScript can hold. */
    private static final int BITS = 52;

    private static final int HEX_DIGITS = BITS / 4;

    private Numbers() {}

    /** From 1 on. */
    static long of(String name) {
        String digits = DigestAlgorithm.SHA256
                .digestOf(name.getBytes(StandardCharsets.UTF_8))
                .encoded();
        return 1 + Long.parseLong(digits.substring(0, HEX_DIGITS), 16);
    }

    static long of(RepositoryName repository, Digest artifact) {
        return of(repository + "@" + artifact);
    }

    static long of(RepositoryName repository, Tag tag) {
        return of(repository + ":" + tag);
    }
}
