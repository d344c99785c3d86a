package org.shiplog.http.attacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.TestServer.basic;
import static org.shiplog.http.TestServer.json;
import static org.shiplog.http.attacks.Tenants.ANNA;
import static org.shiplog.http.attacks.Tenants.demand;
import static org.shiplog.http.attacks.Tenants.manifest;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.shiplog.http.auth.issuer.LoopbackIssuer;

/** Build jobs with tokens of their platform that are not the ones a robot trusts. */
class BuildJobsTest {
    private static final String PATH = "/v2/alpha/app/manifests/v1";
    private static final String RIGHT = """
        {"iss":"$ISSUER","aud":"registry.example","sub":"repo:acme/app:ref:refs/heads/main","iat":$NOW,"nbf":$NOW,"exp":$END,\
        "repository":"acme/app","ref":"refs/heads/main","environment":"production"}\
        """;

    private static final LoopbackIssuer ISSUER = new LoopbackIssuer();
    private static final LoopbackIssuer STRANGER = new LoopbackIssuer();

    private static final AtomicInteger NOBODIES = new AtomicInteger();

    private static Tenants tenants;

    @BeforeAll
    static void start() {
        tenants = new Tenants();
        tenants.image("alpha/app", "v1", "first");
        tenants.image("beta/app", "v1", "of beta");
        robot("job", "{\"repository\":\"acme/app\",\"ref\":\"refs/heads/main\",\"environment\":\"production\"}");
        tenants.robot("alpha", "secretive", "pull");
    }

    @AfterAll
    static void stop() {
        tenants.close();
        ISSUER.close();
        STRANGER.close();
    }

    private static void robot(String name, String claims) {
        String body = """
            {"name":"%s","level":"project","duration":30,"permissions":[{"kind":"project","namespace":"alpha","access":[\
            {"resource":"repository","action":"pull"}]}],"trust":[{"issuer":"%s","audience":"registry.example","claims":%s}]}\
            """.formatted(name, ISSUER.url(), claims);
        demand(201, tenants.post(Tenants.ROBOTS, body, ANNA));
    }

    private static String claims() {
        long now = tenants.server.clock.instant().getEpochSecond();
        return RIGHT.replace("$ISSUER", ISSUER.url().value())
                .replace("$NOW", Long.toString(now))
                .replace("$END", Long.toString(now + 300));
    }

    private static HttpResponse<String> as(String robot, String token) {
        return tenants.get(PATH, basic(robot, token));
    }

    private static void assertUnknown(HttpResponse<String> response) {
        // Another one each time, because too many are not looked at.
        String nobody = Tenants.shape(
                as("robot$alpha+nobody" + NOBODIES.incrementAndGet(), LoopbackIssuer.sign(claims())), "nothing");
        assertThat(Tenants.shape(response, "nothing")).startsWith("401").isEqualTo(nobody);
    }

    @ParameterizedTest
    @CsvSource({
        "another repository, repository\":\"acme/app, repository\":\"acme/fork",
        "another branch, \"refs/heads/main, \"refs/heads/feature",
        "a pull request of a fork, \"refs/heads/main, \"refs/pull/7/merge",
        "another environment, production, staging",
        "another audience, registry.example, other.example"
    })
    void jobThatIsAnotherOne(String what, String right, String wrong) {
        demand(200, as("robot$alpha+job", LoopbackIssuer.sign(claims())));
        String claims = claims().replace(right, wrong);
        assertThat(claims).as(what).isNotEqualTo(claims());
        assertUnknown(as("robot$alpha+job", LoopbackIssuer.sign(claims)));
    }

    @Test
    void tokenOfAnotherIssuer() {
        String foreign = claims().replace(ISSUER.url().value(), STRANGER.url().value());
        assertUnknown(as("robot$alpha+job", LoopbackIssuer.sign(foreign)));
        assertThat(STRANGER.requests(LoopbackIssuer.DISCOVERY))
                .as("nobody is asked whom no rule names")
                .isEmpty();
        demand(200, as("robot$alpha+job", LoopbackIssuer.sign(claims())));
        assertThat(ISSUER.requests(LoopbackIssuer.DISCOVERY)).isNotEmpty();
    }

    @Test
    void tokenThatNobodySigned() {
        String claims = claims();
        String signature = LoopbackIssuer.sign(claims).replaceAll(".*\\.", "");
        for (String forged : List.of(
                LoopbackIssuer.sign("{\"alg\":\"RS256\",\"kid\":\"one\"}", claims, LoopbackIssuer.OTHER_KEY),
                LoopbackIssuer.encode("{\"alg\":\"none\"}") + "." + LoopbackIssuer.encode(claims) + ".AA",
                LoopbackIssuer.encode("{\"alg\":\"RS256\",\"kid\":\"one\"}") + "."
                        + LoopbackIssuer.encode(claims.replace("repo:acme/app:ref", "repo:acme/app:REF")) + "."
                        + signature)) {
            assertUnknown(as("robot$alpha+job", forged));
        }
    }

    @Test
    void tokenForARobotThatTrustsNobody() {
        for (String robot : List.of("robot$alpha+secretive", "robot$alpha+nobody", "robot$", "anna")) {
            assertUnknown(as(robot, LoopbackIssuer.sign(claims())));
        }
    }

    @Test
    void genuineTokenForMoreThanTheRobotMay() {
        String job = basic("robot$alpha+job", LoopbackIssuer.sign(claims()));
        demand(200, tenants.get(PATH, job));
        assertThat(tenants.get("/v2/beta/app/manifests/v1", job).statusCode()).isEqualTo(403);
        assertThat(tenants.pushManifest("alpha/app", "v1", manifest("second"), job)
                        .statusCode())
                .isEqualTo(403);
        String scope = "/service/token?scope=repository:alpha/app:pull,push&scope=repository:beta/app:pull";
        assertThat(Jwt.claims("Bearer "
                        + json(demand(200, tenants.get(scope, job)))
                                .get("token")
                                .asText()))
                .contains("\"name\":\"alpha/app\",\"actions\":[\"pull\"]")
                .doesNotContain("beta");
    }
}
