package org.shiplog.e2e.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import javax.crypto.spec.SecretKeySpec;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.shiplog.domain.identity.Username;
import org.shiplog.http.auth.oidc.LocalPath;
import org.shiplog.http.auth.oidc.LoginState;
import org.shiplog.http.auth.oidc.LoginStates;
import org.shiplog.http.auth.oidc.OidcLogin;
import org.shiplog.http.auth.oidc.OidcLogin.Identified;
import org.shiplog.http.auth.oidc.OidcLogin.Refused;
import org.shiplog.http.auth.oidc.OidcProvider;
import org.shiplog.http.auth.oidc.OidcSettings;
import org.shiplog.http.outbound.AddressGuard;
import org.shiplog.http.outbound.NameResolver;

/** The whole of a login, as far as it is between this registry, a browser and the provider. */
@ExtendWith(SharedProvider.class)
@ResourceLock(SharedProvider.PEOPLE)
class OidcLoginTest {
    private static final Clock CLOCK = Clock.systemUTC();
    private static final String PEOPLE = """
        {"alice": {"name": "Alice Example", "email": "alice@example.org", "email_verified": true, "groups": ["dev", "admins"]}}
        """;

    private static final LoginStates STATES =
            new LoginStates(new SecretKeySpec(new byte[32], "AES"), new SecureRandom(), CLOCK);

    private static ActorSystem<Void> system;
    private static NodeProvider server;
    private static OidcProvider provider;

    @BeforeAll
    static void start(NodeProvider shared) {
        system = ActorSystem.create(Behaviors.empty(), "oidc");
        server = shared;
        server.change(PEOPLE);
        provider = provider(NodeProvider.SECRET);
    }

    @AfterAll
    static void stop() {
        system.terminate();
    }

    @Test
    void identifiesWhoLoggedInAndAsksAnewWithTheRefreshToken() {
        server.change(PEOPLE);
        var login = logIn("alice");
        assertThat(login).isInstanceOf(Identified.class);
        var user = ((Identified) login).user();
        assertThat(user.issuer()).hasToString(server.issuer());
        assertThat(user.subject()).isEqualTo("alice");
        assertThat(user.username()).contains(new Username("Alice_Example"));
        assertThat(user.email()).contains("alice@example.org");
        assertThat(user.emailVerified()).isTrue();
        assertThat(user.groups()).containsExactlyInAnyOrder("dev", "admins");
        assertThat(user.administrator()).isTrue();

        server.change(PEOPLE.replace("\"dev\", \"admins\"", "\"ops\""));
        String refreshToken = ((Identified) login).tokens().refreshToken().orElseThrow();
        var later = join(provider.refresh(refreshToken, "alice"));
        assertThat(later).isInstanceOf(Identified.class);
        assertThat(((Identified) later).user().groups()).containsExactly("ops");
        assertThat(((Identified) later).user().administrator()).isFalse();

        assertThat(join(provider.refresh(refreshToken, "alice")))
                .as("a refresh token that was replaced")
                .isEqualTo(new Refused("the token endpoint: invalid_grant"));
    }

    @Test
    void takesACodeOnceAndOnlyWithWhatTheLoginBeganWith() {
        var browser = new Browser();
        var begun = begin();
        String code = code(browser.logIn(url(begun), "alice"), begun);
        var stolen = new LoginState(begun.state(), begun.nonce(), "w".repeat(43), begun.target());
        assertThat(exchange(code, stolen)).isEqualTo(new Refused("the token endpoint: invalid_grant"));

        var second = begin();
        String again = code(browser.logIn(url(second), "alice"), second);
        var replayed = new LoginState(second.state(), begun.nonce(), second.verifier(), second.target());
        assertThat(exchange(again, replayed)).isEqualTo(new Refused("the ID token is of another login"));
        assertThat(exchange(again, second)).isEqualTo(new Refused("the token endpoint: invalid_grant"));
    }

    @Test
    void isRefusedWithAWrongSecret() {
        var begun = begin();
        String code = code(new Browser().logIn(url(begun), "alice"), begun);
        assertThat(join(provider("wrong").exchange(code, begun, server.callback())))
                .isEqualTo(new Refused("the token endpoint: invalid_client"));
    }

    @Test
    void knowsItsIdTokensAgain() {
        var tokens = ((Identified) logIn("alice")).tokens();
        assertThat(join(provider.verifyIdToken(tokens.idToken())))
                .isInstanceOfSatisfying(
                        Identified.class,
                        known -> assertThat(known.user().subject()).isEqualTo("alice"));
        String changed = tokens.idToken().substring(0, tokens.idToken().length() - 6) + "AAAAAA";
        assertThat(join(provider.verifyIdToken(changed))).isInstanceOf(Refused.class);
    }

    @Test
    void logsOutAtTheProvider() {
        var browser = new Browser();
        var begun = begin();
        String code = code(browser.logIn(url(begun), "alice"), begun);
        var tokens = ((Identified) exchange(code, begun)).tokens();
        URI logout = join(provider.logoutUrl(tokens.idToken(), server.home())).orElseThrow();
        var page = browser.get(logout);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("Do you want to sign-out");
    }

    @Test
    void findsTheProvider() {
        assertThat(join(provider.ping())).isTrue();
    }

    private static OidcLogin logIn(String who) {
        var begun = begin();
        return exchange(code(new Browser().logIn(url(begun), who), begun), begun);
    }

    /** By way of the cookie, as between two nodes. */
    private static LoginState begin() {
        var begun = STATES.begin(LocalPath.ROOT);
        return STATES.finish(begun.cookie(), begun.login().state()).orElseThrow();
    }

    private static URI url(LoginState login) {
        return join(provider.authorizationUrl(login, server.callback())).orElseThrow();
    }

    private static String code(URI callback, LoginState login) {
        var query = Browser.query(callback);
        assertThat(callback.toString()).startsWith(server.callback() + "?");
        assertThat(query).containsEntry("state", login.state()).containsKey("code");
        return query.get("code");
    }

    private static OidcLogin exchange(String code, LoginState login) {
        return join(provider.exchange(code, login, server.callback()));
    }

    private static OidcProvider provider(String secret) {
        var settings = new OidcSettings(
                "Provider",
                server.issuer(),
                NodeProvider.CLIENT,
                secret,
                List.of("openid", "profile", "email", "groups", "offline_access"),
                true,
                "",
                "",
                "groups",
                "admins",
                "",
                true,
                Map.of("prompt", "consent"),
                true);
        var guard = new AddressGuard(NameResolver.SYSTEM, Runnable::run, "127.0.0.1"::equals);
        return OidcProvider.create(settings, system, guard, CLOCK);
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
