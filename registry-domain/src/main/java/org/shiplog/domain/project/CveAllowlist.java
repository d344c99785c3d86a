package org.shiplog.domain.project;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Vulnerabilities that are accepted.
 *
 * @param ids at most {@value #MAX_IDS}, in order
 * @param expiresAt empty when it holds for ever
 */
public record CveAllowlist(List<String> ids, Optional<Instant> expiresAt) {
    public static final int MAX_IDS = 1_000;
    public static final CveAllowlist NONE = new CveAllowlist(List.of(), Optional.empty());

    public CveAllowlist {
        ids = ids.stream().distinct().sorted().toList();
    }
}
