package org.shiplog.http.auth;

/**
 * @param issuer the {@code iss} claim; the same on all nodes of a registry
 * @param service the name that clients ask tokens for, and the tokens' audience
 */
public record TokenSettings(String issuer, String service) {
    public static final TokenSettings STANDARD = new TokenSettings("shiplog", "shiplog");
}
