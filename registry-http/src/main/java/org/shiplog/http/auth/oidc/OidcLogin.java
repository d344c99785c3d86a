package org.shiplog.http.auth.oidc;

/** How a login ended. Reasons are for the log: people are told only that it failed. */
public sealed interface OidcLogin {
    record Identified(OidcUser user, OidcTokens tokens) implements OidcLogin {}

    /** The provider, or a check of what it said, refuses the login. */
    record Refused(String reason) implements OidcLogin {}

    /** The provider gave no usable answer. Another time it may. */
    record Unavailable(String reason) implements OidcLogin {}
}
