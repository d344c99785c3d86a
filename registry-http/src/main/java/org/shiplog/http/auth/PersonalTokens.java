package org.shiplog.http.auth;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The form of personal access tokens, {@code shp_<id>_<secret>}: 256 random bits behind an id that tells which one it is. */
public final class PersonalTokens {
    private static final Pattern FORM = Pattern.compile("shp_([0-9a-z]{8})_[A-Za-z0-9_-]{43}");
    private static final int SECRET_BYTES = 32;
    private static final int ID_LENGTH = 8;
    private static final String ID_LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz";

    private PersonalTokens() {}

    /** A new token. Nobody can tell it again. */
    public static Fresh generate(SecureRandom random) {
        StringBuilder id = new StringBuilder();
        for (int i = 0; i < ID_LENGTH; i++) {
            id.append(ID_LETTERS.charAt(random.nextInt(ID_LETTERS.length())));
        }
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        String text =
                "shp_" + id + "_" + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        return new Fresh(id.toString(), text);
    }

    /** The id in a token; empty when the text is none. */
    static Optional<String> idOf(String text) {
        Matcher form = FORM.matcher(text);
        return form.matches() ? Optional.of(form.group(1)) : Optional.empty();
    }

    /** @param text what the user logs in with */
    public record Fresh(String id, String text) {
        @Override
        public String toString() {
            return "Fresh[" + id + "]";
        }
    }
}
