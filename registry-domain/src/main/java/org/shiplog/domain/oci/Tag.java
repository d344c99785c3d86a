package org.shiplog.domain.oci;

import java.util.Optional;
import java.util.regex.Pattern;

/** A tag, 1 to 128 characters, case-sensitive, ordered by its bytes (distribution-spec, "Pulling manifests"). */
public record Tag(String value) implements Comparable<Tag> {
    private static final Pattern GRAMMAR = Pattern.compile("[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}");

    public Tag {
        if (!GRAMMAR.matcher(value).matches()) {
            throw new IllegalArgumentException("not a tag: " + value);
        }
    }

    /** Reads untrusted text; empty when it is no tag. */
    public static Optional<Tag> parse(String text) {
        return GRAMMAR.matcher(text).matches() ? Optional.of(new Tag(text)) : Optional.empty();
    }

    @Override
    public int compareTo(Tag other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
