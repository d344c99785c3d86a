package org.shiplog.projections.holding;

import java.util.List;
import org.shiplog.domain.oci.RepositoryName;

/**
 * A repository that needs certain bytes.
 *
 * @param tags those that lead to them, the first {@value #MAX_TAGS} by name
 * @param tagCount of all that do
 */
public record Need(RepositoryName repository, List<String> tags, long tagCount) {
    static final int MAX_TAGS = 20;

    public Need {
        tags = List.copyOf(tags);
    }
}
