package org.shiplog.http.route;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A path whose variables are whole segments, {@code /api/v2.0/projects/{project}/logs}.
 *
 * <p>A variable never is empty, {@code .} or {@code ..}, whether written plainly or percent-encoded. A slash behind a path of the
 * management API means nothing, as with Harbor, some of whose clients write one.
 */
public final class PathTemplate implements PathPattern {
    private static final String MANAGEMENT = "/api/";

    private final String template;
    private final List<String> segments;

    private PathTemplate(String template) {
        this.template = template;
        this.segments = List.of(unslashed(template).split("/", -1));
    }

    public static PathTemplate of(String template) {
        return new PathTemplate(template);
    }

    @Override
    public Optional<Map<String, String>> match(String rawPath) {
        String[] parts = unslashed(rawPath).split("/", segments.size() + 1);
        if (parts.length != segments.size()) {
            return Optional.empty();
        }
        Map<String, String> variables = HashMap.newHashMap(2);
        for (int i = 0; i < parts.length; i++) {
            String segment = segments.get(i);
            if (!segment.startsWith("{")) {
                if (!segment.equals(parts[i])) {
                    return Optional.empty();
                }
                continue;
            }
            Optional<String> value = decode(parts[i]).filter(PathTemplate::isProper);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            variables.put(segment.substring(1, segment.length() - 1), value.get());
        }
        return Optional.of(variables);
    }

    @Override
    public String template() {
        return template;
    }

    private static String unslashed(String path) {
        return path.startsWith(MANAGEMENT) && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private static boolean isProper(String value) {
        return !value.isEmpty() && !value.equals(".") && !value.equals("..");
    }

    /** Percent-decodes once; empty when the text is not percent-encoded UTF-8. A plus sign stays one. */
    public static Optional<String> decode(String raw) {
        if (raw.indexOf('%') < 0) {
            return Optional.of(raw);
        }
        byte[] bytes = new byte[raw.length()];
        int length = 0;
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c > 127) {
                return Optional.empty();
            }
            if (c == '%') {
                if (i + 2 >= raw.length()
                        || !HexFormat.isHexDigit(raw.charAt(i + 1))
                        || !HexFormat.isHexDigit(raw.charAt(i + 2))) {
                    return Optional.empty();
                }
                c = (char) HexFormat.fromHexDigits(raw, i + 1, i + 3);
                i += 2;
            }
            bytes[length++] = (byte) c;
        }
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString());
        } catch (CharacterCodingException _) {
            return Optional.empty();
        }
    }
}
