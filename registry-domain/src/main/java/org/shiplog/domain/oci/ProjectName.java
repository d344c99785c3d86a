package org.shiplog.domain.oci;

import java.util.Optional;
import java.util.regex.Pattern;

/** A project's name: the first component of its repositories' names. 1 to 255 characters, lower case. */
public record ProjectName(String value) implements Comparable<ProjectName> {
    public static final int MAX_LENGTH = 255;

    private static final Pattern GRAMMAR = Pattern.compile("[a-z0-9]+(?:[._-][a-z0-9]+)*");

    public ProjectName {
        if (!isWellFormed(value)) {
            throw new IllegalArgumentException("not a project name: " + value);
        }
    }

    /** Reads untrusted text; empty when it is no project name. */
    public static Optional<ProjectName> parse(String text) {
        return isWellFormed(text) ? Optional.of(new ProjectName(text)) : Optional.empty();
    }

    private static boolean isWellFormed(String text) {
        return text.length() <= MAX_LENGTH && GRAMMAR.matcher(text).matches();
    }

    @Override
    public int compareTo(ProjectName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
