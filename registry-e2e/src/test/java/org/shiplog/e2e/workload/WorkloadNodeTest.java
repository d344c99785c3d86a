package org.shiplog.e2e.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.shiplog.e2e.command.ClientHome;
import org.shiplog.e2e.image.OciLayout;
import org.shiplog.e2e.node.LoginRegistry;
import org.shiplog.e2e.node.Operator;
import org.shiplog.e2e.node.Registry;
import org.shiplog.e2e.node.RegistryHttp.Answer;

/** A build job that pushes without a stored secret. */
@ExtendWith(LoginRegistry.class)
@TestInstance(Lifecycle.PER_CLASS)
final class WorkloadNodeTest {
    private static final String PROJECT = "workload";
    private static final String ROBOT = "robot$" + PROJECT + "+job";
    private static final String AUDIENCE = "https://registry.example.org";

    private final Registry registry;
    private final JobIssuer issuer = new JobIssuer();

    WorkloadNodeTest(Registry registry) {
        this.registry = registry;
    }

    @BeforeAll
    void setUp() {
        new Operator(registry).configure("{\"outbound_allowed_hosts\": \"127.0.0.1\"}");
        var admin = registry.asAdmin();
        admin.createProject(PROJECT, false);
        var answer = admin.post("/api/v2.0/robots", """
            {"name": "job", "level": "project", "duration": -1,
             "permissions": [{"kind": "project", "namespace": "%s",
                              "access": [{"resource": "repository", "action": "push"},
                                         {"resource": "repository", "action": "pull"}]}],
             "trust": [{"issuer": "%s", "audience": "%s",
                        "claims": {"repository": "acme/app", "ref": "refs/heads/*"}}]}
            """.formatted(PROJECT, issuer.url(), AUDIENCE));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    }

    @AfterAll
    void tearDown() {
        issuer.close();
    }

    /** What the platform says of a job that the rule is for, with one claim changed. */
    private String claims(String name, Object value) {
        long now = Instant.now().getEpochSecond();
        var all = new TreeMap<String, Object>(Map.of(
                "iss",
                issuer.url(),
                "sub",
                "repo:acme/app:ref:refs/heads/main",
                "aud",
                AUDIENCE,
                "repository",
                "acme/app",
                "ref",
                "refs/heads/main",
                "iat",
                now,
                "exp",
                now + 300));
        all.put(name, value);
        return all.entrySet().stream()
                .map(claim -> "\"" + claim.getKey() + "\":"
                        + (claim.getValue() instanceof Long number ? number : "\"" + claim.getValue() + "\""))
                .collect(Collectors.joining(",", "{", "}"));
    }

    private Answer exchange(String token) {
        return new Registry(registry.host(), ROBOT, token)
                .asAdmin()
                .get("/service/token?service=shiplog&scope=repository:" + PROJECT + "/app:pull,push");
    }

    @Test
    void exchangesTheTokenOfAJobAndPushes() {
        var token = issuer.sign(claims("sub", "repo:acme/app:ref:refs/heads/main"));
        assertThat(exchange(token).json().get("expires_in").asInt()).isBetween(1, 300);

        var home = ClientHome.create(registry);
        home.runWithInput(token, "skopeo", "login", "--username", ROBOT, "--password-stdin", registry.host())
                .succeeds();
        var layout = OciLayout.of(home.folder().resolve("layout"), "1", "workload", "amd64");
        home.run("skopeo", "copy", "oci:" + layout.folder() + ":1", "docker://" + registry.image(PROJECT + "/app", "1"))
                .succeeds();
        assertThat(registry.asAdmin().manifest(PROJECT + "/app", "1").status()).isEqualTo(200);
    }

    @Test
    void refusesAllOtherJobsAlike() {
        var wrong = exchange("no-such-secret");
        assertThat(wrong.status()).isEqualTo(401);
        long past = Instant.now().getEpochSecond() - 3600;
        for (var token : new String[] {
            issuer.sign(claims("repository", "acme/other")),
            issuer.sign(claims("repository", "acme/app2")),
            issuer.sign(claims("ref", "refs/tags/v1")),
            issuer.sign(claims("ref", "refs/heads/a/b")),
            issuer.sign(claims("iss", "https://issuer.example.org")),
            issuer.sign(claims("aud", "https://elsewhere.example.org")),
            issuer.sign(claims("exp", past)),
            issuer.forge(claims("ref", "refs/heads/main")),
        }) {
            var answer = exchange(token);
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.json()).isEqualTo(wrong.json());
            assertThat(answer.header("WWW-Authenticate")).isEqualTo(wrong.header("WWW-Authenticate"));
        }
    }
}
