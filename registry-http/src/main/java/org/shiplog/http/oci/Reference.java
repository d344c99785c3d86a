package org.shiplog.http.oci;

import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.Tag;

/** How a path names a manifest: by tag or by digest. A tag has no colon, so a colon tells which is meant. */
sealed interface Reference {
    record ByTag(Tag tag) implements Reference {}

    record ByDigest(Digest digest) implements Reference {}

    /** Meant to be a digest, but malformed. */
    record BadDigest() implements Reference {}

    /** Neither tag nor digest. */
    record BadTag() implements Reference {}

    static Reference parse(String text) {
        if (text.indexOf(':') >= 0) {
            return Digest.parse(text).<Reference>map(ByDigest::new).orElseGet(BadDigest::new);
        }
        return Tag.parse(text).<Reference>map(ByTag::new).orElseGet(BadTag::new);
    }
}
