package org.shiplog.http.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** By which a receiver knows that a delivery is from this registry, and whole. */
final class Signature {
    static final String HEADER = "X-Shiplog-Signature-256";

    private static final String ALGORITHM = "HmacSHA256";

    private Signature() {}

    /**
     * {@code sha256=} and the HMAC of the body in hexadecimal digits.
     *
     * @param key not empty
     */
    static String of(String key, String body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HMAC", e);
        }
    }
}
