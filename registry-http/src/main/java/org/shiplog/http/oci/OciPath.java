package org.shiplog.http.oci;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.shiplog.http.route.PathPattern;

/**
 * The paths of distribution-spec, "Endpoints". They are matched from their right-hand end, because a repository's name may
 * contain components such as {@code manifests} or {@code blobs}.
 *
 * <p>Every variable part is percent-decoded once, except that a part with an encoded slash stays as it is: decoded, it could
 * be taken for another repository's name, and as it is, no name, tag or digest grammar accepts it.
 */
final class OciPath implements PathPattern {
    static final String NAME = "name";
    static final String REFERENCE = "reference";
    static final String DIGEST = "digest";
    static final String SESSION = "session";

    static final OciPath BASE = new OciPath("/v2/");
    static final OciPath CATALOG = new OciPath("/v2/_catalog");
    static final OciPath BLOB = new OciPath("/v2/{name}/blobs/{digest}");
    static final OciPath UPLOADS = new OciPath("/v2/{name}/blobs/uploads/");
    static final OciPath UPLOAD = new OciPath("/v2/{name}/blobs/uploads/{session}");
    static final OciPath MANIFEST = new OciPath("/v2/{name}/manifests/{reference}");
    static final OciPath TAGS = new OciPath("/v2/{name}/tags/list");
    static final OciPath REFERRERS = new OciPath("/v2/{name}/referrers/{digest}");

    private static final String ROOT = "/v2/";
    private static final String NAME_PART = "{name}/";

    private final String template;
    private final boolean named;
    private final List<String> tail;

    private OciPath(String template) {
        this.template = template;
        this.named = template.startsWith(NAME_PART, ROOT.length());
        String rest = template.substring(ROOT.length() + (named ? NAME_PART.length() : 0));
        this.tail = List.of(withoutEndingSlash(rest).split("/"));
    }

    @Override
    public String template() {
        return template;
    }

    @Override
    public Optional<Map<String, String>> match(String rawPath) {
        // Clients ask for /v2 and start uploads without the ending slash, too.
        String path = template.endsWith("/") ? withoutEndingSlash(rawPath) : rawPath;
        if (!named) {
            return path.equals(withoutEndingSlash(template)) ? Optional.of(Map.of()) : Optional.empty();
        }
        if (!path.startsWith(ROOT)) {
            return Optional.empty();
        }
        List<String> parts = List.of(path.substring(ROOT.length()).split("/", -1));
        int nameParts = parts.size() - tail.size();
        return nameParts < 1 ? Optional.empty() : matchTail(parts, nameParts);
    }

    private Optional<Map<String, String>> matchTail(List<String> parts, int nameParts) {
        Map<String, String> variables = new HashMap<>();
        for (int i = 0; i < tail.size(); i++) {
            String expected = tail.get(i);
            String part = parts.get(nameParts + i);
            if (expected.startsWith("{")) {
                if (part.isEmpty() || isUploads(expected, part)) {
                    return Optional.empty();
                }
                variables.put(expected.substring(1, expected.length() - 1), decode(part));
            } else if (!expected.equals(part)) {
                return Optional.empty();
            }
        }
        variables.put(
                NAME,
                String.join(
                        "/",
                        parts.subList(0, nameParts).stream()
                                .map(OciPath::decode)
                                .toList()));
        return Optional.of(variables);
    }

    /** {@code blobs/uploads} starts an upload; no digest is spelt like that. */
    private static boolean isUploads(String variable, String part) {
        return variable.equals("{digest}") && part.equals("uploads");
    }

    private static String decode(String part) {
        return part.toLowerCase(Locale.ROOT).contains("%2f") ? part : PercentEncoding.decode(part);
    }

    private static String withoutEndingSlash(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    @Override
    public String toString() {
        return template;
    }
}
