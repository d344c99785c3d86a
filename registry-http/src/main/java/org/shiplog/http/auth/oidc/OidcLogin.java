package org.shiplog.http.auth.oidc;

/** How a login ended. Reasons are for the log: people are told only that it failed. */
public sealed interface OidcLogin {
    record Identified(OidcUser user, OidcTokens tokens) implements OidcLogin {}

    /** The provider, or a check of what it said, refuses the login. */
    record Refused(String reason) implements OidcLogin {
        /** Whether the provider no longer knows of what it was asked with: another try is in vain. */
        public boolean isOfGrant() {
            return reason.equals(TokenEndpoint.GRANT_INVALID);
        }
    }

    /** The provider gave no usable answer. Another time it may. */
    record Unavailable(String reason) implements OidcLogin {}
}
