package org.shiplog.http.auth.issuer;

import com.nimbusds.jose.JWSObject;
import java.text.ParseException;
import java.util.Base64;
import java.util.Optional;

/**
 * A JSON web token as somebody handed it in: its form is right, and nothing else is known of it. It prints without its content.
 */
public final class SignedToken {
    /** Of a token that a caller presents, in characters: more fits into no header. */
    public static final int MAX_PRESENTED = 16 * 1024;

    private static final int MAX_LENGTH = 64 * 1024;

    private final JWSObject jws;
    private final Claims claims;

    private SignedToken(JWSObject jws, Claims claims) {
        this.jws = jws;
        this.claims = claims;
    }

    /**
     * Empty when the text is no signed token in compact form, is longer than {@value #MAX_LENGTH} characters, names something
     * twice, or has a header that changes how it is to be read ({@code crit}, {@code b64}).
     */
    public static Optional<SignedToken> parse(String text) {
        String[] parts = text.split("\\.", 4);
        if (text.length() > MAX_LENGTH || parts.length != 3) {
            return Optional.empty();
        }
        return decode(parts[0])
                .filter(header -> !header.has("crit") && !header.has("b64"))
                .flatMap(_ -> decode(parts[1]))
                .flatMap(claims -> parse(text, claims));
    }

    /** What it says, which anybody may have written. */
    public Claims unverified() {
        return claims;
    }

    JWSObject jws() {
        return jws;
    }

    private static Optional<SignedToken> parse(String text, Claims claims) {
        try {
            return Optional.of(new SignedToken(JWSObject.parse(text), claims));
        } catch (ParseException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static Optional<Claims> decode(String part) {
        try {
            return Claims.parse(Base64.getUrlDecoder().decode(part));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return "a token";
    }
}
