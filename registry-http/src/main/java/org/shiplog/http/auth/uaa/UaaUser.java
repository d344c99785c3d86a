package org.shiplog.http.auth.uaa;

import java.util.Locale;

/**
 * Somebody as the server describes them now. It prints without what is personal.
 *
 * @param name in lower case, since the server does not tell cases apart
 * @param realname at most 255 characters
 * @param email at most 255 characters; may be empty
 */
public record UaaUser(String name, String realname, String email) {
    private static final int MAX_TEXT = 255;

    static UaaUser of(String name, String realname, String email) {
        String lower = name.toLowerCase(Locale.ROOT);
        String known = realname.isBlank() ? lower : realname.strip();
        String address = email.isEmpty() && lower.contains("@") ? lower : email;
        return new UaaUser(
                lower,
                known.substring(0, Math.min(known.length(), MAX_TEXT)),
                address.length() > MAX_TEXT ? "" : address);
    }

    @Override
    public String toString() {
        return "UaaUser[…]";
    }
}
