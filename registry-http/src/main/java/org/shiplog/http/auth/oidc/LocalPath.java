package org.shiplog.http.auth.oidc;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A place on this host to which a browser is sent after a login: a path with an optional query and fragment, up to 1,024
 * characters of printable ASCII. Whatever some browser could take for another host is refused: a second slash, a backslash, and
 * the characters that browsers skip.
 */
public record LocalPath(String value) {
    private static final int MAX_LENGTH = 1024;
    private static final Pattern GRAMMAR =
            Pattern.compile("(?:/(?!/)[\\x21-\\x7e&&[^/\\\\?#]]*)+(?:[?#][\\x21-\\x7e&&[^\\\\]]*)?");

    /** The portal's first page. */
    public static final LocalPath ROOT = new LocalPath("/");

    public LocalPath {
        if (!isLocal(value)) {
            throw new IllegalArgumentException("not a path of this host");
        }
    }

    /** Reads untrusted text; empty when it is no such path. */
    public static Optional<LocalPath> parse(String text) {
        return isLocal(text) ? Optional.of(new LocalPath(text)) : Optional.empty();
    }

    private static boolean isLocal(String text) {
        return text.length() <= MAX_LENGTH && GRAMMAR.matcher(text).matches();
    }

    @Override
    public String toString() {
        return value;
    }
}
