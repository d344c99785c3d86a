package org.shiplog.http.auth;

import java.time.InstantSource;
import java.util.List;
import org.shiplog.domain.aggregate.Entities;
import org.shiplog.domain.identity.User;
import org.shiplog.domain.identity.User.UserCommand;
import org.shiplog.domain.identity.User.UserRefusal;
import org.shiplog.domain.identity.Username;
import org.shiplog.http.route.Authentication;
import org.shiplog.http.route.LiveRights;
import org.shiplog.http.route.Route;

/** Puts together what finds out who calls: passwords, registry tokens and the service that exchanges one for the other. */
public final class Identity {
    private final Authentication authentication;
    private final List<Route> routes;

    public Identity(
            Authenticator authenticator,
            Entities<Username, User, UserCommand, UserRefusal> users,
            SigningKeys keys,
            Tokens tokens) {
        TokenVerifier verifier = new TokenVerifier(keys, tokens.settings(), tokens.clock());
        this.authentication =
                new RequestAuthentication(authenticator, verifier, new LivePrincipals(users, tokens.clock()));
        TokenIssuer issuer = new TokenIssuer(keys, tokens.settings());
        this.routes = List.of(new TokenRoute(issuer, tokens.settings(), tokens.rights(), tokens.clock()).route());
    }

    /** How tokens are issued. */
    public record Tokens(TokenSettings settings, LiveRights rights, InstantSource clock) {}

    public Authentication authentication() {
        return authentication;
    }

    public List<Route> routes() {
        return routes;
    }
}
