package org.shiplog.http.attacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.TestServer.header;
import static org.shiplog.http.attacks.Tenants.ANNA;
import static org.shiplog.http.attacks.Tenants.demand;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.shiplog.http.Browser;
import org.shiplog.http.TestServer;

/**
 * Tokens that nobody issued, that are not valid now, or that are used for more than they are for. What needs a genuine
 * signature over claims that are never issued, is tried against the verifier itself.
 */
class ForgedTokensTest {
    private static final String PATH = "/v2/alpha/app/tags/list";
    private static final String SCOPE = "repository:alpha/app:pull,push,delete";

    private Tenants tenants;
    private String genuine;
    private String kid;

    @BeforeEach
    void start() {
        tenants = new Tenants();
        tenants.image("alpha/app", "v1", "first");
        genuine = tenants.server.token(Optional.of(ANNA), SCOPE);
        demand(200, tenants.get(PATH, genuine));
        kid = Jwt.header(genuine).replaceAll(".*\"kid\":\"([^\"]+)\".*", "$1");
    }

    @AfterEach
    void stop() {
        tenants.close();
    }

    @Test
    void tokenThatNobodyIssuedWhateverItsHeaderSays() throws JOSEException, GeneralSecurityException {
        ECKey own = new ECKeyGenerator(Curve.P_256).generate();
        String claims = Jwt.claims(genuine);
        List<String> forged = new ArrayList<>();
        forged.add(Jwt.bearer("{\"alg\":\"none\"}", claims, ""));
        forged.add(Jwt.bearer("{\"alg\":\"none\",\"typ\":\"JWT\",\"kid\":\"" + kid + "\"}", claims, ""));
        forged.add(Jwt.bearer(Jwt.header(genuine), claims, ""));
        forged.add(Jwt.bearer(Jwt.header(genuine), claims, "A".repeat(86)));
        forged.add(Jwt.bearer(Jwt.header(genuine), claims.replace("anna", "admin"), Jwt.signature(genuine)));
        forged.add(Jwt.bearer(
                Jwt.header(genuine), claims.replace("{\"iss\"", "{\"sub\":\"admin\",\"iss\""), Jwt.signature(genuine)));
        forged.add(
                Jwt.bearer(Jwt.header(genuine).replace("}", ",\"crit\":[\"exp\"]}"), claims, Jwt.signature(genuine)));
        forged.add(genuine + "." + Jwt.signature(genuine));
        forged.add(genuine.replace("Bearer ", "Bearer " + "A".repeat(12_000)));
        byte[] publicKey = own.toECPublicKey().getEncoded();
        for (byte[] secret : List.of(publicKey, kid.getBytes(StandardCharsets.UTF_8))) {
            forged.add(hs256("{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"" + kid + "\"}", claims, secret));
        }
        String jwk = own.toPublicJWK().toJSONString();
        for (String more : List.of(
                "\"kid\":\"" + kid + "\"",
                "\"kid\":\"" + kid + "\",\"jwk\":" + jwk,
                "\"kid\":\"" + kid + "\",\"jku\":\"http://127.0.0.1:1/keys\"",
                "\"kid\":\"" + kid + "\",\"x5u\":\"http://127.0.0.1:1/keys\"",
                "\"kid\":\"" + kid + "\",\"x5c\":[\"AAAA\"]",
                "\"kid\":\"" + kid + "\",\"crit\":[\"jwk\"],\"jwk\":" + jwk,
                "\"kid\":\"unknown\"",
                "\"kid\":\"\"",
                "\"kid\":null",
                "\"kid\":\"../../../../dev/null\"",
                "\"kid\":\"' OR '1'='1\"",
                "\"kid\":\"" + kid + "\\u0000\"",
                "\"kid\":\"unknown\",\"kid\":\"" + kid + "\"")) {
            forged.add(es256("{\"alg\":\"ES256\",\"typ\":\"JWT\"," + more + "}", claims, own));
        }
        String answer = "";
        for (String token : forged) {
            HttpResponse<String> response = tenants.get(PATH, token);
            String shape = Tenants.shape(response, "nothing");
            answer = answer.isEmpty() ? shape : answer;
            assertThat(shape)
                    .as("%.200s", token)
                    .startsWith("401")
                    .isEqualTo(answer)
                    .contains("error=\"invalid_token\"");
        }
    }

    private static String hs256(String header, String claims, byte[] secret) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret, "HmacSHA256"));
        String signed = Jwt.encode(header) + "." + Jwt.encode(claims);
        return "Bearer " + signed + "." + Jwt.encode(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String es256(String header, String claims, ECKey key) throws JOSEException {
        String signed = Jwt.encode(header) + "." + Jwt.encode(claims);
        return "Bearer " + signed + "."
                + new ECDSASigner(key)
                        .sign(new JWSHeader(JWSAlgorithm.ES256), signed.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void tokenThatIsNotValidYetOrNotAnyMore() {
        tenants.server.clock.advance(Duration.ofSeconds(-61));
        String fresh = tenants.server.token(Optional.of(ANNA), SCOPE);
        tenants.server.clock.advance(Duration.ofSeconds(-61));
        assertThat(tenants.get(PATH, fresh).statusCode()).as("61 s ahead").isEqualTo(401);
        tenants.server.clock.advance(Duration.ofSeconds(2));
        assertThat(tenants.get(PATH, fresh).statusCode()).as("59 s ahead").isEqualTo(200);
        tenants.server.clock.advance(Duration.ofSeconds(59 + 300));
        assertThat(tenants.get(PATH, fresh).statusCode()).as("expired").isEqualTo(401);
    }

    @Test
    void scopesByTheThousandAndScopesThatAreNone() {
        StringBuilder many = new StringBuilder("/service/token?service=shiplog");
        for (int i = 0; i < 180; i++) {
            many.append("&scope=repository:beta/a").append(i).append(":pull,*");
        }
        HttpResponse<String> response = demand(200, tenants.get(many.toString(), ANNA));
        assertThat(Jwt.claims("Bearer " + TestServer.json(response).get("token").asText()))
                .contains("\"access\":[]");
        String thousand = "/service/token?scope=" + "repository:a/b:pull%20".repeat(1_000);
        assertThat(tenants.get(thousand, ANNA).statusCode()).isIn(200, 414);
        assertThat(Jwt.claims(tenants.server.token(Optional.of(ANNA), "repository:beta/app:pull", SCOPE)))
                .as("what is granted beside what is not")
                .contains("\"name\":\"alpha/app\"", "\"pull\"", "\"push\"")
                .doesNotContain("beta");
        for (String scope : List.of(
                "repository:alpha/app",
                "repository:alpha/app:",
                "repository::pull",
                "repository:alpha/../beta/app:pull",
                "repository:*:pull",
                "repository:alpha/*:pull",
                "registry:*:*",
                "REPOSITORY:alpha/app:pull",
                "repository:alpha/app:PULL",
                "repository:beta/app:*",
                "%00",
                "repository:alpha%2Fapp%00:pull",
                "repository:" + "a".repeat(2_000) + ":pull")) {
            assertThat(Jwt.claims(tenants.server.token(Optional.of(ANNA), scope)))
                    .as(scope)
                    .contains("\"access\":[]");
        }
    }

    @Test
    void exchangeOfANarrowTokenForAWiderOne() {
        String narrow = tenants.server.token(Optional.of(ANNA), "repository:alpha/app:pull");
        for (String path : List.of(
                "/service/token?scope=" + SCOPE,
                "/api/v2.0/users/current",
                "/api/v2.0/projects/alpha",
                "/api/shiplog/v1/users/current/tokens")) {
            demand(200, tenants.get(path, ANNA));
            assertThat(tenants.get(path, narrow).statusCode()).as(path).isEqualTo(401);
        }
        assertThat(tenants.post(Tenants.ROBOTS, "{}", narrow).statusCode()).isEqualTo(401);
        demand(200, tenants.get(PATH, narrow));
        String robot = tenants.robot("alpha", "narrow", "pull").authorization();
        assertThat(Jwt.claims(tenants.server.token(Optional.of(robot), SCOPE))).contains("\"actions\":[\"pull\"]");
        assertThat(tenants.pushManifest("alpha/app", "v1", Tenants.manifest("x"), narrow)
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void sessionOfABrowserOnTheDistributionApi() {
        Browser browser = Browser.loggedIn(tenants.server, "anna", TestServer.PASSWORD);
        String cookies = "sid=" + browser.cookies.get("sid");
        demand(200, tenants.server.get("/api/v2.0/users/current", "Cookie", cookies));
        for (String path : List.of("/v2/", PATH, "/v2/_catalog")) {
            HttpResponse<String> response = tenants.server.get(path, "Cookie", cookies);
            assertThat(response.statusCode()).as(path).isEqualTo(401);
            assertThat(header(response, "WWW-Authenticate")).startsWith("Bearer ");
        }
        String token = "Bearer "
                + TestServer.json(tenants.server.get("/service/token?scope=" + SCOPE, "Cookie", cookies))
                        .get("token")
                        .asText();
        assertThat(Jwt.claims(token)).contains("\"sub\":\"\"", "\"access\":[]");
    }
}
