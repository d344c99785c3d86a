package org.shiplog.http.route;

import java.util.Map;
import java.util.Optional;

/** Recognises an operation's paths and takes their variable parts out. */
public interface PathPattern {
    /** The variable parts by name, percent-decoded once; empty when the path is another operation's. */
    Optional<Map<String, String>> match(String rawPath);

    /** The path as specifications write it, {@code /v2/{name}/tags/list}. */
    String template();
}
