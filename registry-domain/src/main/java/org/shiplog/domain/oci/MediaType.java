package org.shiplog.domain.oci;

import java.util.Optional;
import java.util.regex.Pattern;

/** A media type without parameters, at most 255 characters (RFC 6838, section 4.2). */
public record MediaType(String value) {
    // Before the constants below, which are checked against it.
    private static final int MAX_LENGTH = 255;
    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}";
    private static final Pattern GRAMMAR = Pattern.compile(NAME + "/" + NAME);

    public static final MediaType OCI_MANIFEST = new MediaType("application/vnd.oci.image.manifest.v1+json");
    public static final MediaType OCI_INDEX = new MediaType("application/vnd.oci.image.index.v1+json");
    public static final MediaType DOCKER_MANIFEST =
            new MediaType("application/vnd.docker.distribution.manifest.v2+json");
    public static final MediaType DOCKER_MANIFEST_LIST =
            new MediaType("application/vnd.docker.distribution.manifest.list.v2+json");

    public MediaType {
        if (!isWellFormed(value)) {
            throw new IllegalArgumentException("not a media type: " + value);
        }
    }

    /** Reads untrusted text, leaving parameters off; empty when it is no media type. */
    public static Optional<MediaType> parse(String text) {
        int semicolon = text.indexOf(';');
        String bare = (semicolon < 0 ? text : text.substring(0, semicolon)).strip();
        return isWellFormed(bare) ? Optional.of(new MediaType(bare)) : Optional.empty();
    }

    private static boolean isWellFormed(String text) {
        return text.length() <= MAX_LENGTH && GRAMMAR.matcher(text).matches();
    }

    @Override
    public String toString() {
        return value;
    }
}
