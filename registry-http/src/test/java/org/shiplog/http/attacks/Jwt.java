package org.shiplog.http.attacks;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Takes tokens apart and puts them together, as a forger does. */
final class Jwt {
    private Jwt() {}

    /** @param bearer as in the header */
    static String header(String bearer) {
        return decode(part(bearer, 0));
    }

    static String claims(String bearer) {
        return decode(part(bearer, 1));
    }

    static String signature(String bearer) {
        return part(bearer, 2);
    }

    /** @param signature encoded already */
    static String bearer(String header, String claims, String signature) {
        return "Bearer " + encode(header) + "." + encode(claims) + "." + signature;
    }

    static String encode(String text) {
        return encode(text.getBytes(StandardCharsets.UTF_8));
    }

    static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String decode(String part) {
        return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
    }

    private static String part(String bearer, int index) {
        return bearer.substring("Bearer ".length()).split("\\.", -1)[index];
    }
}
