package org.shiplog.http.auth.oidc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.shiplog.http.auth.issuer.LoopbackIssuer.DISCOVERY;
import static org.shiplog.http.auth.issuer.LoopbackIssuer.TOKEN;
import static org.shiplog.http.auth.issuer.LoopbackIssuer.USER_INFO;
import static org.shiplog.http.auth.issuer.LoopbackIssuer.sign;

import java.net.URI;
import java.net.URLDecoder;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shiplog.domain.identity.Username;
import org.shiplog.http.TestClock;
import org.shiplog.http.auth.issuer.IssuerUrl;
import org.shiplog.http.auth.issuer.LoopbackIssuer;
import org.shiplog.http.auth.oidc.OidcLogin.Identified;
import org.shiplog.http.auth.oidc.OidcLogin.Refused;
import org.shiplog.http.auth.oidc.OidcLogin.Unavailable;
import org.shiplog.http.outbound.Loopback;

class OidcProviderTest {
    private static final URI CALLBACK = URI.create("https://registry.example/c/oidc/callback");
    private static final LoginState LOGIN =
            new LoginState("the-state", "the-nonce", "v".repeat(43), new LocalPath("/projects"));

    private final TestClock clock = new TestClock();
    private final LoopbackIssuer server = new LoopbackIssuer();
    private final OidcProvider provider = provider(TestSettings.of(server.url()));

    @BeforeEach
    void tellMore() {
        server.answer(USER_INFO, "{\"sub\":\"42\"}");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void sendsTheBrowserWithStateNonceAndChallenge() {
        OidcProvider asking = provider(TestSettings.withParameters(server.url(), Map.of("prompt", "consent")));
        URI url = join(asking.authorizationUrl(LOGIN, CALLBACK)).orElseThrow();
        assertThat(url.toString()).startsWith(server.url() + "/authorize?tenant=1&");
        assertThat(query(url))
                .containsEntry("tenant", "1")
                .containsEntry("response_type", "code")
                .containsEntry("client_id", TestSettings.CLIENT)
                .containsEntry("redirect_uri", CALLBACK.toString())
                .containsEntry("scope", "openid profile offline_access")
                .containsEntry("state", "the-state")
                .containsEntry("nonce", "the-nonce")
                .containsEntry("code_challenge_method", "S256")
                .containsEntry("prompt", "consent")
                .doesNotContainValue(LOGIN.verifier());
    }

    @Test
    void sendsNobodyToAPlaceThatIsNoWebPage() {
        server.answer(DISCOVERY, server.metadata().replace(server.url() + "/authorize", "javascript:alert(1)//"));
        assertThat(join(provider.authorizationUrl(LOGIN, CALLBACK))).isEmpty();
    }

    @Test
    void identifiesWhoLoggedIn() {
        grant(claims("\"name\":\"Alice A. Example\",\"email\":\"a@example.org\",\"email_verified\":true,"
                + "\"groups\":[\"dev\",\"admins\"]"));
        assertIdentified(exchange(), user -> {
            assertThat(user.issuer()).isEqualTo(server.url());
            assertThat(user.subject()).isEqualTo("42");
            assertThat(user.username()).contains(new Username("Alice_A._Example"));
            assertThat(user.email()).contains("a@example.org");
            assertThat(user.emailVerified()).isTrue();
            assertThat(user.groups()).containsExactlyInAnyOrder("dev", "admins");
            assertThat(user.administrator()).isTrue();
        });
        assertThat(server.requests(USER_INFO)).isEmpty();
        assertThat(server.requests(TOKEN)).singleElement().satisfies(request -> {
            assertThat(request.authorization()).startsWith("Basic ");
            assertThat(request.body())
                    .contains("grant_type=authorization_code", "code=the-code", "code_verifier=" + LOGIN.verifier())
                    .contains("redirect_uri=https%3A%2F%2Fregistry.example%2Fc%2Foidc%2Fcallback")
                    .doesNotContain("secret");
        });
    }

    @Test
    void keepsTokensAndWhatIsPersonalFromTheLog() {
        String idToken = grant(claims("\"name\":\"alice\",\"email\":\"a@example.org\",\"groups\":[]"));
        OidcLogin login = exchange();
        assertThat(login).isInstanceOfSatisfying(Identified.class, identified -> {
            assertThat(identified.tokens().idToken()).isEqualTo(idToken);
            assertThat(identified.tokens().refreshToken()).contains("refresh-1");
            assertThat(identified.tokens().expires()).isEqualTo(clock.instant().plusSeconds(300));
        });
        assertThat(login)
                .asString()
                .doesNotContain(idToken)
                .doesNotContain("refresh-1")
                .doesNotContain("alice");
    }

    @Test
    void provesItselfAsTheProviderWants() {
        grant(claims("\"name\":\"alice\",\"groups\":[]"));
        server.answer(
                DISCOVERY,
                server.metadata()
                        .replace(
                                "{\"issuer\"",
                                "{\"token_endpoint_auth_methods_supported\":[\"client_secret_post\"],\"issuer\""));
        assertThat(exchange()).isInstanceOf(Identified.class);
        assertThat(server.requests(TOKEN).getLast().authorization()).isEmpty();
        assertThat(server.requests(TOKEN).getLast().body()).contains("client_id=shiplog", "client_secret=s3cr3t+value");
        assertThat(join(provider(TestSettings.withSecret(server.url(), "")).exchange("the-code", LOGIN, CALLBACK)))
                .isInstanceOf(Identified.class);
        assertThat(server.requests(TOKEN).getLast().body())
                .contains("client_id=shiplog")
                .doesNotContain("client_secret");
    }

    @Test
    void takesOneGroupForAListOfOne() {
        grant(claims("\"name\":\"alice\",\"groups\":\"admins\""));
        assertIdentified(exchange(), user -> {
            assertThat(user.groups()).containsExactly("admins");
            assertThat(user.administrator()).isTrue();
        });
        grant(claims("\"name\":\"alice\",\"groups\":\"dev,admins\""));
        assertIdentified(exchange(), user -> {
            assertThat(user.groups()).containsExactly("dev,admins");
            assertThat(user.administrator()).isFalse();
        });
    }

    @Test
    void countsGroupsThatTheFilterFindsAndAdministratorsAnyway() {
        OidcProvider filtering = provider(TestSettings.withGroups(server.url(), "roles", "^team-"));
        grant(claims("\"name\":\"alice\",\"roles\":[\"team-a\",\"other\",\"admins\",7]"));
        assertIdentified(join(filtering.exchange("the-code", LOGIN, CALLBACK)), user -> {
            assertThat(user.groups()).containsExactly("team-a");
            assertThat(user.administrator()).isTrue();
        });
    }

    @Test
    void refusesAbsurdlyManyGroups() {
        grant(claims("\"name\":\"alice\",\"groups\":[" + "\"g\",".repeat(1000) + "\"g\"]"));
        assertThat(exchange()).isEqualTo(new Refused("in more than 1000 groups"));
    }

    @Test
    void proposesTheNameThatTheSettingsSay() {
        grant(claims("\"preferred_username\":\"alice\",\"email\":\"a@example.org\",\"upn\":\"ALICE\",\"groups\":[]"));
        assertIdentified(exchange(), user -> assertThat(user.username()).contains(new Username("alice")));
        OidcProvider other = provider(TestSettings.withUserClaim(server.url(), "upn"));
        assertIdentified(
                join(other.exchange("the-code", LOGIN, CALLBACK)),
                user -> assertThat(user.username()).contains(new Username("ALICE")));
        grant(claims("\"name\":\"a/b\",\"groups\":[]"));
        assertIdentified(exchange(), user -> assertThat(user.username()).isEmpty());
    }

    @Test
    void asksForWhatTheIdTokenLeavesOut() {
        server.answer(USER_INFO, "{\"sub\":\"42\",\"name\":\"bob\",\"groups\":[\"dev\"],\"email\":\"b@example.org\"}");
        grant(claims("\"name\":\"alice\""));
        assertIdentified(exchange(), user -> {
            assertThat(user.username()).contains(new Username("alice"));
            assertThat(user.groups()).containsExactly("dev");
            assertThat(user.email()).contains("b@example.org");
        });
        assertThat(server.requests(USER_INFO))
                .singleElement()
                .satisfies(request -> assertThat(request.authorization()).isEqualTo("Bearer access-1"));
    }

    @Test
    void refusesUserInfoAboutSomebodyElse() {
        grant(claims("\"name\":\"alice\""));
        server.answer(USER_INFO, "{\"sub\":\"43\",\"groups\":[\"admins\"]}");
        assertThat(exchange()).isInstanceOf(Refused.class);
        server.answer(USER_INFO, "{\"groups\":[\"admins\"]}");
        assertThat(exchange()).isInstanceOf(Refused.class);
    }

    /** Else an outage there would take all their groups from people here. */
    @Test
    void doesNotTakeGroupsThatCannotBeAskedForAsNone() {
        grant(claims("\"name\":\"alice\""));
        server.answer(USER_INFO, 500, "{}");
        assertThat(exchange()).isInstanceOf(Unavailable.class);
        server.answer(USER_INFO, "{");
        assertThat(exchange()).isInstanceOf(Unavailable.class);
    }

    @Test
    void refusesIdTokensForOthers() {
        String good = claims("\"name\":\"alice\",\"groups\":[]");
        for (String bad : new String[] {
            good.replace("\"aud\":\"shiplog\"", "\"aud\":\"other\""),
            good.replace("\"aud\":\"shiplog\"", "\"aud\":[\"other\"]"),
            good.replace("\"aud\":\"shiplog\"", "\"aud\":[\"shiplog\",\"other\"]"),
            good.replace("\"aud\":\"shiplog\"", "\"aud\":[\"shiplog\",\"other\"],\"azp\":\"other\""),
            good.replace("\"aud\":\"shiplog\"", "\"aud\":\"shiplog\",\"azp\":\"other\""),
            good.replace("\"nonce\":\"the-nonce\"", "\"nonce\":\"another\""),
            good.replace("\"nonce\":\"the-nonce\",", ""),
            good.replace("\"sub\":\"42\"", "\"sub\":\"" + "4".repeat(256) + "\""),
            good.replace("\"sub\":\"42\",", ""),
            good.replace("\"exp\":", "\"expires\":"),
            good.replace(server.url().value(), "https://other.example")
        }) {
            grant(bad);
            assertThat(exchange()).as(bad).isInstanceOf(Refused.class);
        }
        grant(good.replace("\"aud\":\"shiplog\"", "\"aud\":[\"shiplog\",\"other\"],\"azp\":\"shiplog\""));
        assertThat(exchange()).isInstanceOf(Identified.class);
    }

    @Test
    void refusesWhatTheProviderRefuses() {
        server.answer(TOKEN, 400, "{\"error\":\"invalid_grant\",\"error_description\":\"<script>\"}");
        assertThat(exchange()).isEqualTo(new Refused("the token endpoint: invalid_grant"));
        server.answer(TOKEN, 401, "{\"error\":\"invalid_client\"}");
        assertThat(exchange()).isEqualTo(new Refused("the token endpoint: invalid_client"));
        assertThat(join(provider.exchange("", LOGIN, CALLBACK))).isInstanceOf(Refused.class);
        assertThat(join(provider.exchange("x".repeat(5000), LOGIN, CALLBACK))).isInstanceOf(Refused.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{}",
                "{\"access_token\":7}",
                "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"id_token\":\"a.b\"}"
            })
    void cannotUseABrokenAnswer(String answer) {
        server.answer(TOKEN, answer);
        assertThat(exchange()).isInstanceOf(Unavailable.class);
    }

    @Test
    void cannotUseAnErrorThatIsNotAboutTheLogin() {
        server.answer(TOKEN, 503, "{\"error\":\"temporarily_unavailable\"}");
        assertThat(exchange()).isInstanceOf(Unavailable.class);
        server.answer(TOKEN, 302, "");
        assertThat(exchange()).isInstanceOf(Unavailable.class);
        server.answer(DISCOVERY, 404, "");
        OidcProvider gone = provider(TestSettings.of(server.url()));
        assertThat(join(gone.exchange("the-code", LOGIN, CALLBACK))).isInstanceOf(Unavailable.class);
        assertThat(join(gone.authorizationUrl(LOGIN, CALLBACK))).isEmpty();
        assertThat(join(gone.ping())).isFalse();
        assertThat(join(provider.ping())).isTrue();
    }

    @Test
    void refusesALoginWithoutIdToken() {
        server.answer(TOKEN, "{\"access_token\":\"access-1\",\"token_type\":\"Bearer\"}");
        assertThat(exchange()).isEqualTo(new Refused("no ID token came along"));
        server.answer(
                TOKEN,
                "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"id_token\":\""
                        + LoopbackIssuer.encode("{\"alg\":\"none\"}") + "."
                        + LoopbackIssuer.encode(claims("\"name\":\"alice\"")) + ".\"}");
        assertThat(exchange()).isEqualTo(new Refused("the ID token is no signed token"));
    }

    @Test
    void looksAgainWithARefreshToken() {
        grant(claims("\"name\":\"alice\",\"groups\":[\"new\"]").replace("\"nonce\":\"the-nonce\",", ""));
        OidcLogin login = join(provider.refresh("refresh-0", "42"));
        assertIdentified(login, user -> assertThat(user.groups()).containsExactly("new"));
        assertThat(((Identified) login).tokens().refreshToken()).contains("refresh-1");
        assertThat(server.requests(TOKEN).getLast().body())
                .contains("grant_type=refresh_token", "refresh_token=refresh-0");
        assertThat(join(provider.refresh("refresh-0", "43"))).isEqualTo(new Refused("the ID token is of another user"));
    }

    @Test
    void keepsARefreshTokenThatIsNotReplaced() {
        server.answer(
                TOKEN,
                "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"id_token\":\""
                        + sign(claims("\"name\":\"alice\",\"groups\":[]")) + "\"}");
        OidcLogin login = join(provider.refresh("refresh-0", "42"));
        assertThat(((Identified) login).tokens().refreshToken()).contains("refresh-0");
    }

    @Test
    void refusesARefreshThatTheProviderRefuses() {
        server.answer(TOKEN, 400, "{\"error\":\"invalid_grant\"}");
        assertThat(join(provider.refresh("refresh-0", "42"))).isInstanceOf(Refused.class);
        assertThat(join(provider.refresh("", "42"))).isInstanceOf(Refused.class);
    }

    @Test
    void knowsTheIdTokensThatCallersPresent() {
        String token = sign(claims("\"preferred_username\":\"alice\",\"groups\":[\"dev\"]"));
        assertIdentified(
                join(provider.verifyIdToken(token)),
                user -> assertThat(user.groups()).containsExactly("dev"));
        assertThat(server.requests(USER_INFO)).isEmpty();
        assertThat(join(provider.verifyIdToken(sign(claims("\"pad\":\"" + "x".repeat(16 * 1024) + "\"")))))
                .isInstanceOf(Refused.class);
        assertThat(join(provider.verifyIdToken(sign(claims("\"azp\":\"other\"")))))
                .isInstanceOf(Refused.class);
        assertThat(join(provider.verifyIdToken("x"))).isInstanceOf(Refused.class);
    }

    @Test
    void sendsTheBrowserToLogOut() {
        String token = sign(claims("\"name\":\"alice\""));
        URI home = URI.create("https://registry.example/");
        URI url = join(provider.logoutUrl(token, home)).orElseThrow();
        assertThat(url.toString()).startsWith(server.url() + "/logout?");
        assertThat(query(url))
                .containsEntry("id_token_hint", token)
                .containsEntry("client_id", TestSettings.CLIENT)
                .containsEntry("post_logout_redirect_uri", home.toString());
        assertThat(join(provider.logoutUrl("x", home))).isEmpty();
        server.answer(DISCOVERY, server.metadata().replace("end_session_endpoint", "no_such_endpoint"));
        assertThat(join(provider(TestSettings.of(server.url())).logoutUrl(token, home)))
                .isEmpty();
    }

    @Test
    void isMadeOfRightSettingsOnly() {
        OidcSettings wrong = TestSettings.withGroups(server.url(), "groups", "(");
        assertThatThrownBy(() -> provider(wrong)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void answersThePingWithYesOrNo() {
        OidcPing ping = new OidcPing(Loopback.system(), Loopback.guard(), clock);
        assertThat(join(ping.ping(server.url().value(), true))).isTrue();
        assertThat(join(ping.ping(server.url() + "/nowhere", true))).isFalse();
        assertThat(join(ping.ping("http://169.254.169.254", true))).isFalse();
        assertThat(join(ping.ping("idp", false))).isFalse();
    }

    @Test
    void doesNotGoToAProviderInsideUnlessAllowed() {
        OidcProvider inside = OidcProvider.create(
                TestSettings.of(server.url()), Loopback.system(), Loopback.guard(_ -> false), clock);
        assertThat(join(inside.ping())).isFalse();
        assertThat(server.requests(DISCOVERY)).isEmpty();
    }

    @Test
    void goesWithoutTlsOnlyToAProviderThatIsKnownSo() {
        OidcProvider strict = provider(TestSettings.of(new IssuerUrl("https://127.0.0.1:1")));
        assertThat(join(strict.ping())).isFalse();
    }

    private OidcProvider provider(OidcSettings settings) {
        return OidcProvider.create(settings, Loopback.system(), Loopback.guard(), clock);
    }

    private OidcLogin exchange() {
        return join(provider.exchange("the-code", LOGIN, CALLBACK));
    }

    /** The provider answers the next codes with an ID token of these claims, which is returned. */
    private String grant(String claims) {
        String idToken = sign(claims);
        server.answer(
                TOKEN,
                "{\"access_token\":\"access-1\",\"token_type\":\"Bearer\",\"expires_in\":300,\"refresh_token\":\"refresh-1\","
                    + "\"id_token\":\"" + idToken + "\"}");
        return idToken;
    }

    private String claims(String more) {
        long now = clock.instant().getEpochSecond();
        return "{\"iss\":\"%s\",\"aud\":\"shiplog\",\"nonce\":\"the-nonce\",\"sub\":\"42\",\"iat\":%d,\"exp\":%d,%s}"
                .formatted(server.url(), now, now + 300, more);
    }

    private static void assertIdentified(OidcLogin login, Consumer<OidcUser> user) {
        assertThat(login).isInstanceOfSatisfying(Identified.class, identified -> user.accept(identified.user()));
    }

    private static Map<String, String> query(URI url) {
        return Arrays.stream(url.getRawQuery().split("&"))
                .map(parameter -> parameter.split("=", 2))
                .collect(Collectors.toMap(parts -> parts[0], parts -> URLDecoder.decode(parts[1], UTF_8)));
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
