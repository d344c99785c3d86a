package org.shiplog.http.auth;

import java.time.Duration;

/**
 * @param issuer the {@code iss} claim; the same on all nodes of a registry
 * @param service the name that clients ask tokens for, and the tokens' audience
 * @param lifetime from one minute, which clients assume at least, to an hour
 */
public record TokenSettings(String issuer, String service, Duration lifetime) {
    public static final TokenSettings STANDARD = new TokenSettings("shiplog", "shiplog", Duration.ofMinutes(5));

    public TokenSettings {
        if (lifetime.compareTo(Duration.ofMinutes(1)) < 0 || lifetime.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("a token's lifetime is between a minute and an hour: " + lifetime);
        }
    }
}
