package org.shiplog.http.auth;

import java.time.InstantSource;
import java.util.List;
import org.shiplog.http.route.Authentication;
import org.shiplog.http.route.LiveRights;
import org.shiplog.http.route.Presence;
import org.shiplog.http.route.Route;
import org.shiplog.http.settings.LiveSettings;
import org.shiplog.storage.identity.OperatorRequests;

/** Puts together what finds out who calls: passwords, sessions, registry tokens, an operator's word, and the service that exchanges one for the other. */
public final class Identity {
    private final Authentication authentication;
    private final Presence presence;
    private final List<Route> routes;

    public Identity(
            Authenticator authenticator,
            Accounts accounts,
            Sessions sessions,
            SigningKeys keys,
            Tokens tokens,
            OperatorRequests operator) {
        TokenVerifier verifier = new TokenVerifier(keys, tokens.settings(), tokens.clock());
        LivePrincipals principals =
                new LivePrincipals(accounts, tokens.elsewhere().standings(), tokens.live(), tokens.clock());
        this.authentication = new RequestAuthentication(
                authenticator,
                verifier,
                principals,
                sessions,
                new ManagementTokens(
                        new OperatorWords(operator), tokens.elsewhere().idTokens()));
        this.presence = new LivePresence(principals);
        TokenIssuer issuer = new TokenIssuer(keys, tokens.settings());
        this.routes = List.of(
                new TokenRoute(issuer, tokens.settings(), tokens.live(), tokens.rights(), tokens.clock()).route());
    }

    /** How tokens are issued. */
    public record Tokens(
            TokenSettings settings, LiveSettings live, LiveRights rights, Elsewhere elsewhere, InstantSource clock) {}

    public Authentication authentication() {
        return authentication;
    }

    public Presence presence() {
        return presence;
    }

    public List<Route> routes() {
        return routes;
    }
}
