package org.shiplog.domain.identity;

import java.util.Optional;
import java.util.regex.Pattern;

/** A user's login name, 1 to 255 characters, without control characters and {@code ,"~#%$:/|}. */
public record Username(String value) {
    private static final Pattern GRAMMAR = Pattern.compile("[^\\p{Cntrl},\"~#%$:/|]{1,255}");

    public Username {
        if (!GRAMMAR.matcher(value).matches()) {
            throw new IllegalArgumentException("not a user name");
        }
    }

    /** Reads untrusted text; empty when it is no user name. */
    public static Optional<Username> parse(String text) {
        return GRAMMAR.matcher(text).matches() ? Optional.of(new Username(text)) : Optional.empty();
    }

    @Override
    public String toString() {
        return value;
    }
}
