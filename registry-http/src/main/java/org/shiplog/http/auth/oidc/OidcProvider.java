package org.shiplog.http.auth.oidc;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.nimbusds.jwt.JWTParser;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.LogoutRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.token.OIDCTokens;
import java.net.URI;
import java.text.ParseException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.shiplog.http.auth.issuer.Claims;
import org.shiplog.http.auth.issuer.IssuerUrl;
import org.shiplog.http.auth.issuer.RemoteIssuer;
import org.shiplog.http.auth.issuer.SignedToken;
import org.shiplog.http.auth.issuer.Verification.Forged;
import org.shiplog.http.auth.issuer.Verification.Genuine;
import org.shiplog.http.auth.issuer.Verification.Unknown;
import org.shiplog.http.auth.oidc.OidcLogin.Refused;
import org.shiplog.http.auth.oidc.OidcLogin.Unavailable;
import org.shiplog.http.auth.oidc.TokenEndpoint.Grant.Denied;
import org.shiplog.http.auth.oidc.TokenEndpoint.Grant.Granted;
import org.shiplog.http.auth.oidc.TokenEndpoint.Grant.NoAnswer;
import org.shiplog.http.auth.oidc.UserInfoEndpoint.UserInfo;
import org.shiplog.http.outbound.AddressGuard;
import org.shiplog.http.outbound.GuardedFetch;

/**
 * The OpenID Connect provider at which people log in, by the authorization code flow with PKCE.
 *
 * <p>It stands for one set of settings; others make another. Nothing of it fails: what goes wrong is in the answers.
 */
public final class OidcProvider {
    private static final int MAX_CODE = 4096;

    private final OidcSettings settings;
    private final ClientID client;
    private final RemoteIssuer issuer;
    private final TokenEndpoint tokens;
    private final UserInfoEndpoint userInfo;
    private final UserClaims users;

    private OidcProvider(OidcSettings settings, IssuerUrl url, GuardedFetch fetch, InstantSource clock) {
        ProviderEndpoint endpoint = new ProviderEndpoint(fetch);
        this.settings = settings;
        this.client = new ClientID(settings.clientId());
        this.issuer = new RemoteIssuer(url, fetch, clock);
        this.tokens = new TokenEndpoint(endpoint, settings);
        this.userInfo = new UserInfoEndpoint(endpoint);
        this.users = new UserClaims(url, settings);
    }

    /**
     * @param guard must allow the endpoint's host where that is not a public one
     * @throws IllegalArgumentException when the settings have {@linkplain OidcSettings#refusals() refusals}
     */
    public static OidcProvider create(
            OidcSettings settings, ClassicActorSystemProvider system, AddressGuard guard, InstantSource clock) {
        List<OidcSettings.Refusal> refusals = settings.refusals();
        if (!refusals.isEmpty()) {
            throw new IllegalArgumentException("settings of no provider: " + refusals);
        }
        IssuerUrl url = new IssuerUrl(settings.endpoint());
        GuardedFetch fetch = new GuardedFetch(system, guard, settings.trust().orElseThrow(), url.isPlain());
        return new OidcProvider(settings, url, fetch, clock);
    }

    /** Where the browser goes to log in; empty when the provider cannot be had. */
    public CompletionStage<Optional<URI>> authorizationUrl(LoginState login, URI redirectUri) {
        return issuer.metadata()
                .thenApply(found -> found.flatMap(metadata -> forBrowsers(metadata.getAuthorizationEndpointURI()))
                        .map(endpoint -> withParameters(endpoint, parameters(login, redirectUri))));
    }

    /**
     * Ends a login that the provider granted.
     *
     * @param code from the provider, by way of the browser
     * @param redirectUri the same that the login began with
     */
    public CompletionStage<OidcLogin> exchange(String code, LoginState login, URI redirectUri) {
        if (code.isBlank() || code.length() > MAX_CODE) {
            return completedFuture(new Refused("no code"));
        }
        AuthorizationGrant grant = new AuthorizationCodeGrant(
                new AuthorizationCode(code), redirectUri, new CodeVerifier(login.verifier()));
        return redeem(grant, new Expected(Optional.of(login.nonce()), Optional.empty(), Optional.empty()));
    }

    /**
     * Asks anew who somebody is and in which groups, without them. A provider that sends no ID token for a refresh token refuses.
     *
     * @param subject whose refresh token it is
     */
    public CompletionStage<OidcLogin> refresh(String refreshToken, String subject) {
        if (refreshToken.isBlank()) {
            return completedFuture(new Refused("no refresh token"));
        }
        AuthorizationGrant grant = new RefreshTokenGrant(new RefreshToken(refreshToken));
        return redeem(grant, new Expected(Optional.empty(), Optional.of(subject), Optional.of(refreshToken)));
    }

    /** Whose ID token it is that somebody presents. Nobody else is asked, so that groups that it does not list are none. */
    public CompletionStage<OidcLogin> verifyIdToken(String idToken) {
        if (idToken.length() > SignedToken.MAX_PRESENTED) {
            return completedFuture(new Refused("too long for an ID token"));
        }
        return verified(
                idToken,
                Expected.NOTHING,
                claims -> completedFuture(
                        users.identify(claims, new OidcTokens(idToken, Optional.empty(), end(claims)))));
    }

    /** Where the browser goes to log out there as well; empty when that is not wanted or the provider has no such place. */
    public CompletionStage<Optional<URI>> logoutUrl(String idToken, URI postLogoutRedirect) {
        if (!settings.logout()) {
            return completedFuture(Optional.empty());
        }
        return issuer.metadata()
                .thenApply(found -> found.flatMap(metadata -> forBrowsers(metadata.getEndSessionEndpointURI()))
                        .flatMap(endpoint -> logout(endpoint, idToken, postLogoutRedirect)));
    }

    /** Whether the provider's metadata and keys can be had. Why not, is in the log only. */
    public CompletionStage<Boolean> ping() {
        return issuer.answers();
    }

    /** What a token must say besides what every token must. */
    private record Expected(Optional<String> nonce, Optional<String> subject, Optional<String> refreshToken) {
        static final Expected NOTHING = new Expected(Optional.empty(), Optional.empty(), Optional.empty());
    }

    private CompletionStage<OidcLogin> redeem(AuthorizationGrant grant, Expected expected) {
        return issuer.metadata().thenCompose(found -> {
            if (found.isEmpty() || found.get().getTokenEndpointURI() == null) {
                return completedFuture(new Unavailable("the metadata of " + issuer.url() + " cannot be had"));
            }
            OIDCProviderMetadata metadata = found.get();
            return tokens.redeem(grant, metadata).thenCompose(answer -> switch (answer) {
                case Granted granted -> identify(granted.tokens(), metadata, expected);
                case Denied denied -> completedFuture(new Refused(denied.reason()));
                case NoAnswer none -> completedFuture(new Unavailable(none.reason()));
            });
        });
    }

    private CompletionStage<OidcLogin> identify(OIDCTokens granted, OIDCProviderMetadata metadata, Expected expected) {
        String idToken = granted.getIDTokenString();
        if (idToken == null) {
            return completedFuture(new Refused("no ID token came along"));
        }
        Optional<String> refreshToken = Optional.ofNullable(granted.getRefreshToken())
                .map(RefreshToken::getValue)
                .or(expected::refreshToken);
        return verified(idToken, expected, claims -> {
            OidcTokens kept = new OidcTokens(idToken, refreshToken, end(claims));
            boolean ask = users.areMissingIn(claims)
                    && metadata.getUserInfoEndpointURI() != null
                    && granted.getAccessToken() instanceof BearerAccessToken;
            return ask
                    ? userInfo.ask(metadata.getUserInfoEndpointURI(), granted.getBearerAccessToken())
                            .thenApply(said -> identify(claims, said, kept))
                    : completedFuture(users.identify(claims, kept));
        });
    }

    private OidcLogin identify(Claims claims, UserInfo userInfo, OidcTokens kept) {
        return switch (userInfo) {
            case UserInfo.Said said
            when said.claims().text("sub").equals(claims.text("sub")) ->
                users.identify(claims.orElse(said.claims()), kept);
            case UserInfo.Said _ -> new Refused("the userinfo endpoint tells of somebody else");
            // Without it the groups would be taken for none.
            case UserInfo.NoAnswer none -> new Unavailable(none.reason());
        };
    }

    private CompletionStage<OidcLogin> verified(
            String idToken, Expected expected, Function<Claims, CompletionStage<OidcLogin>> then) {
        Optional<SignedToken> token = SignedToken.parse(idToken);
        if (token.isEmpty()) {
            return completedFuture(new Refused("the ID token is no signed token"));
        }
        return issuer.verify(token.get()).thenCompose(verification -> switch (verification) {
            case Genuine genuine -> {
                Optional<String> objection = objection(genuine.claims(), expected);
                yield objection.isPresent()
                        ? completedFuture(new Refused("the ID token is " + objection.get()))
                        : then.apply(genuine.claims());
            }
            case Forged forged -> completedFuture(new Refused("the ID token is " + forged.reason()));
            case Unknown unknown -> completedFuture(new Unavailable(unknown.reason()));
        });
    }

    /** OpenID Connect Core 1.0, section 3.1.3.7, as far as it is about this client. */
    private Optional<String> objection(Claims claims, Expected expected) {
        List<String> audience = claims.texts("aud");
        if (!audience.contains(settings.clientId())) {
            return Optional.of("for another client");
        }
        boolean ours =
                claims.has("azp") ? claims.text("azp").equals(Optional.of(settings.clientId())) : audience.size() == 1;
        if (!ours) {
            return Optional.of("issued to another client");
        }
        if (expected.nonce().isPresent() && !claims.text("nonce").equals(expected.nonce())) {
            return Optional.of("of another login");
        }
        return expected.subject().isPresent() && !claims.text("sub").equals(expected.subject())
                ? Optional.of("of another user")
                : Optional.empty();
    }

    private static Instant end(Claims genuine) {
        return genuine.instant("exp").orElseThrow();
    }

    private Map<String, List<String>> parameters(LoginState login, URI redirectUri) {
        Map<String, List<String>> parameters = new LinkedHashMap<>(new AuthenticationRequest.Builder(
                        ResponseType.CODE, new Scope(settings.scopes().toArray(String[]::new)), client, redirectUri)
                .state(new State(login.state()))
                .nonce(new Nonce(login.nonce()))
                .codeChallenge(new CodeVerifier(login.verifier()), CodeChallengeMethod.S256)
                .build()
                .toParameters());
        settings.extraRedirectParameters().forEach((name, value) -> parameters.put(name, List.of(value)));
        return parameters;
    }

    private static URI withParameters(URI endpoint, Map<String, List<String>> parameters) {
        String separator = endpoint.getRawQuery() == null ? "?" : "&";
        return URI.create(endpoint + separator + URLUtils.serializeParameters(parameters));
    }

    private Optional<URI> logout(URI endpoint, String idToken, URI postLogoutRedirect) {
        try {
            return Optional.of(
                    new LogoutRequest(endpoint, JWTParser.parse(idToken), null, client, postLogoutRedirect, null, null)
                            .toURI());
        } catch (ParseException _) {
            return Optional.empty();
        }
    }

    /** Browsers are sent to no worse place than the settings name. */
    private Optional<URI> forBrowsers(URI endpoint) {
        return Optional.ofNullable(endpoint)
                .filter(url ->
                        "https".equals(url.getScheme()) || (issuer.url().isPlain() && "http".equals(url.getScheme())));
    }
}
