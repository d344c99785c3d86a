package org.shiplog.domain.oci;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A repository's full name, {@code project/path…} (distribution-spec, "Pulling manifests").
 *
 * <p>At most 255 characters. The first component names the project. A name of one component is well-formed to the
 * specification, but belongs to no project.
 */
public record RepositoryName(String value) implements Comparable<RepositoryName> {
    public static final int MAX_LENGTH = 255;

    private static final Pattern COMPONENT = Pattern.compile("[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*");

    public RepositoryName {
        if (!isWellFormed(value)) {
            throw new IllegalArgumentException("not a repository name: " + value);
        }
    }

    /** Reads untrusted text; empty when it is no repository name. */
    public static Optional<RepositoryName> parse(String text) {
        return isWellFormed(text) ? Optional.of(new RepositoryName(text)) : Optional.empty();
    }

    /** The project that this repository belongs to; empty for a name of a single component. */
    public Optional<ProjectName> project() {
        int slash = value.indexOf('/');
        return slash < 0 ? Optional.empty() : ProjectName.parse(value.substring(0, slash));
    }

    private static boolean isWellFormed(String text) {
        if (text.isEmpty() || text.length() > MAX_LENGTH) {
            return false;
        }
        for (String component : text.split("/", -1)) {
            if (!COMPONENT.matcher(component).matches()) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int compareTo(RepositoryName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
