package org.shiplog.http.auth.oidc;

import java.time.Instant;
import java.util.Optional;

/**
 * What the provider gave for a login. All of it is secret, and nothing of it is printed.
 *
 * @param idToken the newest there is
 * @param refreshToken what the next refresh needs; it replaces any before
 * @param expires when the ID token does
 */
public record OidcTokens(String idToken, Optional<String> refreshToken, Instant expires) {
    @Override
    public String toString() {
        return "tokens until " + expires;
    }
}
