package org.shiplog.http.attacks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.TestServer.error;
import static org.shiplog.http.TestServer.header;
import static org.shiplog.http.TestServer.json;
import static org.shiplog.http.attacks.Tenants.demand;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.shiplog.domain.oci.DigestAlgorithm;
import org.shiplog.http.TestServer;
import org.shiplog.http.auth.issuer.LoopbackIssuer;

/** Logins by way of a provider that the attacker began, changed, or made the provider's answer of. */
class ProviderLoginsTest {
    private static final String ME = "/api/v2.0/users/current";

    private final LoopbackIssuer provider = new LoopbackIssuer();
    private final TestServer server = new TestServer();

    @BeforeEach
    void useTheProvider() {
        server.set("auth_mode", "oidc_auth");
        server.set("oidc_client_id", "shiplog");
        server.set("oidc_user_claim", "name");
        server.set("oidc_groups_claim", "groups");
        server.set("oidc_admin_group", "admins");
        server.set("oidc_auto_onboard", "true");
        use(provider);
    }

    private void use(LoopbackIssuer issuer) {
        server.set("oidc_endpoint", issuer.url().value());
    }

    @AfterEach
    void stop() {
        server.close();
        provider.close();
    }

    /** What the browser has, and what it is sent to the provider with. */
    private record Begun(String cookie, Map<String, String> sent) {
        String state() {
            return sent.getOrDefault("state", "");
        }
    }

    private Begun begin() {
        HttpResponse<String> response = demand(302, server.get("/c/oidc/login?redirect_url=/harbor/projects"));
        Map<String, String> sent = Arrays.stream(
                        URI.create(header(response, "Location")).getRawQuery().split("&"))
                .map(parameter -> parameter.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], UTF_8)));
        return new Begun(cookie(response, "oidc_login"), sent);
    }

    private static String cookie(HttpResponse<String> response, String name) {
        return response.headers().allValues("Set-Cookie").stream()
                .filter(cookie -> cookie.startsWith(name + "="))
                .map(cookie -> cookie.replaceAll(";.*", ""))
                .findFirst()
                .orElse("");
    }

    /** @param cookie with its name; empty for none */
    private HttpResponse<String> end(String cookie, String state) {
        String path = "/c/oidc/callback?code=the-code&state=" + URLEncoder.encode(state, UTF_8);
        return cookie.isEmpty() ? server.get(path) : server.get(path, "Cookie", cookie);
    }

    private void grant(LoopbackIssuer issuer, String nonce, String more) {
        grant(issuer, LoopbackIssuer.sign(claims(issuer, nonce, more)));
    }

    private String claims(LoopbackIssuer issuer, String nonce, String more) {
        long now = server.clock.instant().getEpochSecond();
        return "{\"iss\":\"%s\",\"aud\":\"shiplog\",\"nonce\":\"%s\",\"iat\":%d,\"exp\":%d,%s}"
                .formatted(issuer.url(), nonce, now, now + 300, more);
    }

    private static void grant(LoopbackIssuer issuer, String idToken) {
        issuer.answer(
                LoopbackIssuer.TOKEN,
                "{\"access_token\":\"access\",\"token_type\":\"Bearer\",\"id_token\":\"" + idToken + "\"}");
    }

    /** A whole login of somebody, as it should be. */
    private HttpResponse<String> login(LoopbackIssuer issuer, String who) {
        Begun begun = begin();
        grant(issuer, begun.sent().get("nonce"), who);
        return end(begun.cookie(), begun.state());
    }

    private static String who(String subject, String name, String groups) {
        return "\"sub\":\"" + subject + "\",\"name\":\"" + name + "\",\"groups\":" + groups;
    }

    private HttpResponse<String> me(HttpResponse<String> loggedIn) {
        return demand(200, server.get(ME, "Cookie", cookie(demand(302, loggedIn), "sid")));
    }

    @Test
    void endOfALoginThatBeganInAnotherBrowser() {
        Begun mine = begin();
        Begun another = begin();
        grant(provider, mine.sent().get("nonce"), who("1", "zoe", "[]"));
        for (HttpResponse<String> response : List.of(
                end("", mine.state()),
                end(another.cookie(), mine.state()),
                end(mine.cookie(), another.state()),
                end(mine.cookie(), ""),
                end("oidc_login=" + "A".repeat(200), mine.state()),
                end(mine.cookie() + "A", mine.state()))) {
            assertThat(error(response)).isEqualTo("400 BAD_REQUEST");
            assertThat(cookie(response, "sid")).isEmpty();
        }
        assertThat(provider.requests(LoopbackIssuer.TOKEN)).isEmpty();
        HttpResponse<String> ended = demand(302, end(mine.cookie(), mine.state()));
        assertThat(header(ended, "Location")).isEqualTo("/harbor/projects");
        assertThat(cookie(ended, "oidc_login")).as("of no more use").isEqualTo("oidc_login=");
    }

    @Test
    void codeThatSomebodyElseGotHoldOf() {
        Begun begun = begin();
        grant(provider, begun.sent().get("nonce"), who("1", "zoe", "[]"));
        demand(302, end(begun.cookie(), begun.state()));
        String verifier =
                provider.requests(LoopbackIssuer.TOKEN).getLast().body().replaceAll(".*code_verifier=([^&]*).*", "$1");
        String hash = DigestAlgorithm.SHA256.digestOf(verifier.getBytes(UTF_8)).encoded();
        byte[] challenge = Base64.getUrlDecoder().decode(begun.sent().get("code_challenge"));
        assertThat(begun.sent()).containsEntry("code_challenge_method", "S256");
        assertThat(HexFormat.of().formatHex(challenge)).isEqualTo(hash);
    }

    @Test
    void identityTokensThatWereMadeForSomethingElse() {
        Begun begun = begin();
        String nonce = begun.sent().get("nonce");
        String zoe = who("1", "zoe", "[]");
        String claims = claims(provider, nonce, zoe);
        for (String token : List.of(
                LoopbackIssuer.sign(claims(provider, begin().sent().get("nonce"), zoe)),
                LoopbackIssuer.sign(claims.replace("\"nonce\"", "\"other\"")),
                LoopbackIssuer.sign(claims.replace("\"shiplog\"", "\"another\"")),
                LoopbackIssuer.sign(claims.replace(provider.url().value(), "https://another.example")),
                LoopbackIssuer.sign("{\"alg\":\"RS256\",\"kid\":\"one\"}", claims, LoopbackIssuer.OTHER_KEY),
                LoopbackIssuer.encode("{\"alg\":\"none\"}") + "." + LoopbackIssuer.encode(claims) + ".")) {
            grant(provider, token);
            HttpResponse<String> response = end(begun.cookie(), begun.state());
            assertThat(response.statusCode()).as(token).isIn(401, 503);
            assertThat(cookie(response, "sid")).isEmpty();
        }
        grant(provider, LoopbackIssuer.sign(claims));
        demand(302, end(begun.cookie(), begun.state()));
    }

    @Test
    void returnToAnotherSite() {
        for (String target : List.of(
                "https://evil.example/",
                "//evil.example",
                "/\\evil.example",
                "\\\\evil.example",
                "/\t/evil.example",
                "javascript:alert(1)",
                " //evil.example",
                "evil.example")) {
            HttpResponse<String> response =
                    server.get("/c/oidc/login?redirect_url=" + URLEncoder.encode(target, UTF_8));
            assertThat(error(response)).as(target).isEqualTo("400 BAD_REQUEST");
        }
    }

    @Test
    void nameOfSomebodyWhoIsHereAlready() {
        long before = server.users.events();
        for (String name : List.of("admin", "alice")) {
            assertThat(error(login(provider, who("1", name, "[]")))).as(name).isEqualTo("403 FORBIDDEN");
        }
        assertThat(server.users.events()).isEqualTo(before);
        assertThat(json(me(login(provider, who("1", "zoe", "[]"))))
                        .get("username")
                        .asText())
                .isEqualTo("zoe");
        assertThat(error(login(provider, who("2", "zoe", "[]")))).isEqualTo("403 FORBIDDEN");
        assertThat(json(me(login(provider, who("1", "renamed-admin", "[]"))))
                        .get("username")
                        .asText())
                .as("who somebody is, does not change with the name")
                .isEqualTo("zoe");
    }

    @Test
    void subjectOfAnotherIssuer() {
        long zoe =
                json(me(login(provider, who("1", "zoe", "[]")))).get("user_id").asLong();
        try (LoopbackIssuer other = new LoopbackIssuer()) {
            use(other);
            assertThat(error(login(other, who("1", "zoe", "[]")))).isEqualTo("403 FORBIDDEN");
            assertThat(json(me(login(other, who("1", "yann", "[]"))))
                            .get("user_id")
                            .asLong())
                    .isNotEqualTo(zoe);
        }
    }

    @Test
    void groupsThatAreTextAndGroupsThatWereTakenAway() {
        String first = session("[\"dev\",\"admins\"]");
        assertThat(listsUsers(first)).isEqualTo(200);
        assertThat(listsUsers(session("[\"dev\"]"))).as("removed").isEqualTo(403);
        assertThat(listsUsers(first)).as("removed, in the session before").isEqualTo(403);
        assertThat(listsUsers(session("\"admins\""))).as("text").isEqualTo(200);
        assertThat(listsUsers(session("\"dev,admins\""))).as("a list in a text").isEqualTo(403);
        assertThat(listsUsers(session("[]"))).as("none").isEqualTo(403);
    }

    private String session(String groups) {
        return cookie(demand(302, login(provider, who("1", "zoe", groups))), "sid");
    }

    /** Which only administrators may. */
    private int listsUsers(String session) {
        return server.get("/api/v2.0/users", "Cookie", session).statusCode();
    }
}
