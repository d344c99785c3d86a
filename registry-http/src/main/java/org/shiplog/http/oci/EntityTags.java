package org.shiplog.http.oci;

import java.util.Optional;
import org.shiplog.domain.oci.Digest;

/** Entity tags (RFC 9110, section 8.8.3). Content is tagged with its digest, so a tag is always a strong one. */
final class EntityTags {
    private EntityTags() {}

    static String of(Digest digest) {
        return "\"" + digest + "\"";
    }

    /** Whether an {@code If-None-Match} header names the content. Some clients leave the quotes off. */
    static boolean anyMatches(Optional<String> ifNoneMatch, Digest digest) {
        if (ifNoneMatch.isEmpty()) {
            return false;
        }
        for (String candidate : ifNoneMatch.get().split(",")) {
            String tag = unquote(candidate.strip());
            if (tag.equals("*") || tag.equals(digest.toString())) {
                return true;
            }
        }
        return false;
    }

    /** Whether a {@code Range} counts: only if {@code If-Range} is absent or names exactly this content. */
    static boolean rangeApplies(Optional<String> ifRange, Digest digest) {
        return ifRange.isEmpty() || ifRange.get().equals(of(digest));
    }

    private static String unquote(String tag) {
        String strong = tag.startsWith("W/") ? tag.substring(2) : tag;
        boolean quoted = strong.length() >= 2 && strong.startsWith("\"") && strong.endsWith("\"");
        return quoted ? strong.substring(1, strong.length() - 1) : strong;
    }
}
