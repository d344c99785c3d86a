package org.shiplog.http.oci;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.DigestAlgorithm;
import org.shiplog.domain.oci.Tag;

/** The tags by which cosign attaches things to manifests that know nothing of it: {@code sha256-<hex>.sig}. */
final class CosignTag {
    private static final Pattern FORM = Pattern.compile("sha256-([0-9a-f]{64})[.](sig|att|sbom)");
    private static final List<String> KINDS = List.of("sig", "att", "sbom");

    private CosignTag() {}

    /** What is attached by the tag; empty when it is another tag. */
    static Optional<Digest> subject(Tag tag) {
        Matcher form = FORM.matcher(tag.value());
        return form.matches() ? Digest.parse("sha256:" + form.group(1)) : Optional.empty();
    }

    /** The tags under which there may be something for the manifest. */
    static List<Tag> of(Digest subject) {
        Stream<String> kinds =
                subject.computable().equals(Optional.of(DigestAlgorithm.SHA256)) ? KINDS.stream() : Stream.empty();
        return kinds.map(kind -> new Tag("sha256-" + subject.encoded() + "." + kind))
                .toList();
    }
}
