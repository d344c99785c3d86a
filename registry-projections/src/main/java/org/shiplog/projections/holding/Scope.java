package org.shiplog.projections.holding;

import java.util.Optional;
import java.util.regex.Pattern;
import org.shiplog.domain.access.RepositoryGlob;
import org.shiplog.domain.oci.ProjectName;

/**
 * What of all that repositories hold is meant.
 *
 * @param repositories matched against whole names: {@code *} is anything within a segment, {@code **} anything at all
 * @param share how much of it, in ten-thousandths, 1 to {@value #WHOLE}
 * @param seed decides which share
 */
public record Scope(Optional<ProjectName> project, Optional<RepositoryGlob> repositories, int share, long seed) {
    /** A share that is everything. */
    public static final int WHOLE = 10_000;

    public static final Scope ALL = new Scope(Optional.empty(), Optional.empty(), WHOLE, 0);

    private static final Pattern STARS = Pattern.compile("\\*+");

    public Scope {
        if (share < 1 || share > WHOLE) {
            throw new IllegalArgumentException("not a share: " + share);
        }
    }

    /** For PostgreSQL; the grammar of patterns leaves nothing in it that means more, but for the dot. */
    String expression() {
        return repositories
                .map(glob -> "^"
                        + STARS.matcher(glob.pattern().replace(".", "[.]"))
                                .replaceAll(stars -> stars.group().length() == 1 ? "[^/]*" : ".*")
                        + "$")
                .orElse("");
    }
}
