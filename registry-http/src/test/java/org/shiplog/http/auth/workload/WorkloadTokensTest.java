package org.shiplog.http.auth.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.auth.issuer.LoopbackIssuer.DISCOVERY;
import static org.shiplog.http.auth.issuer.LoopbackIssuer.KEYS;
import static org.shiplog.http.auth.issuer.LoopbackIssuer.OTHER_KEY;
import static org.shiplog.http.auth.issuer.LoopbackIssuer.encode;
import static org.shiplog.http.auth.issuer.LoopbackIssuer.sign;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.shiplog.http.TestClock;
import org.shiplog.http.auth.issuer.LoopbackIssuer;
import org.shiplog.http.auth.workload.WorkloadLogin.Accepted;
import org.shiplog.http.auth.workload.WorkloadLogin.Refused;
import org.shiplog.http.auth.workload.WorkloadLogin.Unavailable;
import org.shiplog.http.outbound.Loopback;

class WorkloadTokensTest {
    private static final String AUDIENCE = "https://registry.example";

    /** As GitHub Actions writes it for a push to the main branch. */
    private static final String GITHUB = """
        "sub":"repo:acme/app:environment:production","repository":"acme/app","repository_id":"74",\
        "repository_owner":"acme","ref":"refs/heads/main","ref_type":"branch","ref_protected":"true",\
        "event_name":"push","environment":"production","run_attempt":"1","actor":"alice\"\
        """;

    private static final String GITLAB = """
        "sub":"project_path:acme/team/app:ref_type:branch:ref:main","project_path":"acme/team/app",\
        "namespace_path":"acme/team","ref":"main","ref_type":"branch","ref_protected":"true","project_id":"20\"\
        """;

    private static final String KUBERNETES = """
        "sub":"system:serviceaccount:builds:pusher","kubernetes.io":{"namespace":"builds"},"jti":"1\"\
        """;

    private final TestClock clock = new TestClock();
    private final LoopbackIssuer server = new LoopbackIssuer();
    private final WorkloadTokens tokens = new WorkloadTokens(Loopback.fetch(), clock);

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void acceptsAJobThatARuleNames() {
        TrustRule rule = rule(Map.of("repository", "acme/app", "environment", "production"));
        assertThat(verify(GITHUB, rule))
                .isEqualTo(new Accepted(
                        rule,
                        server.url(),
                        "repo:acme/app:environment:production",
                        clock.instant().plusSeconds(300)));
    }

    @ParameterizedTest
    @CsvSource({
        "another repository,            acme/app,         acme/fork",
        "a repository with the name in, acme/app,         evil/acme/app",
        "another owner,                 acme/app,         acme2/app",
        "another branch,                refs/heads/main,  refs/heads/feature",
        "a branch with the name in,     refs/heads/main,  refs/heads/x/refs/heads/main",
        "a pull request of a fork,      refs/heads/main,  refs/pull/7/merge",
        "another environment,           production,       staging",
        "another event,                 push,             pull_request_target"
    })
    void refusesOtherJobsOfGitHub(String what, String named, String other) {
        TrustRule rule = rule(Map.of(
                "repository", "acme/app",
                "ref", "refs/heads/main",
                "environment", "production",
                "event_name", "push"));
        assertThat(verify(GITHUB, rule)).isInstanceOf(Accepted.class);
        String foreign = GITHUB.replace("\"" + named + "\"", "\"" + other + "\"");
        assertThat(foreign).isNotEqualTo(GITHUB);
        assertThat(verify(foreign, rule)).as(what).isInstanceOf(Refused.class);
    }

    @Test
    void refusesAJobThatDoesNotSayWhatARuleAsksFor() {
        TrustRule rule = rule(Map.of("repository", "acme/app", "environment", "**"));
        assertThat(verify(GITHUB, rule)).isInstanceOf(Accepted.class);
        assertThat(verify(GITHUB.replace("\"environment\":", "\"no_environment\":"), rule))
                .isInstanceOf(Refused.class);
        assertThat(verify(GITHUB.replace("\"environment\":\"production\"", "\"environment\":null"), rule))
                .isInstanceOf(Refused.class);
        assertThat(verify(GITHUB.replace("\"environment\":\"production\"", "\"environment\":[\"production\"]"), rule))
                .isInstanceOf(Refused.class);
    }

    @Test
    void acceptsPipelinesOfGitLabOnProtectedBranches() {
        TrustRule rule = rule(Map.of("project_path", "acme/team/*", "ref_protected", "true"));
        assertThat(verify(GITLAB, rule)).isInstanceOf(Accepted.class);
        assertThat(verify(GITLAB.replace("\"ref_protected\":\"true\"", "\"ref_protected\":true"), rule))
                .isInstanceOf(Accepted.class);
        assertThat(verify(GITLAB.replace("\"ref_protected\":\"true\"", "\"ref_protected\":\"false\""), rule))
                .isInstanceOf(Refused.class);
        assertThat(verify(GITLAB.replace("\"project_path\":\"acme/team/app", "\"project_path\":\"acme/evil/app"), rule))
                .isInstanceOf(Refused.class);
    }

    @Test
    void acceptsServiceAccountsOfKubernetes() {
        TrustRule rule = rule(Map.of("sub", "system:serviceaccount:builds:*"));
        assertThat(verify(KUBERNETES, rule)).isInstanceOf(Accepted.class);
        assertThat(verify(KUBERNETES.replace(":builds:pusher", ":default:pusher"), rule))
                .isInstanceOf(Refused.class);
    }

    @Test
    void takesTheFirstRuleThatAccepts() {
        TrustRule other = rule(Map.of("repository", "acme/other"));
        TrustRule any = rule(Map.of("repository_owner", "acme"));
        TrustRule exact = rule(Map.of("repository", "acme/app"));
        assertThat(verify(GITHUB, other, any, exact))
                .isInstanceOfSatisfying(
                        Accepted.class, accepted -> assertThat(accepted.rule()).isEqualTo(any));
    }

    @Test
    void refusesTokensForOtherAudiences() {
        TrustRule rule = rule(Map.of("repository", "acme/app"));
        assertThat(tokens.verify(sign(claims(GITHUB).replace(AUDIENCE, "https://other.example")), List.of(rule))
                        .toCompletableFuture()
                        .join())
                .isInstanceOf(Refused.class);
        assertThat(tokens.verify(
                                sign(claims(GITHUB).replace("\"" + AUDIENCE + "\"", "[\"x\",\"" + AUDIENCE + "\"]")),
                                List.of(rule))
                        .toCompletableFuture()
                        .join())
                .isInstanceOf(Accepted.class);
    }

    @Test
    void asksNobodyButTheIssuersOfRules() {
        TrustRule rule = new TrustRule("https://ci.example", AUDIENCE, Map.of("repository", "acme/app"));
        assertThat(verify(GITHUB, rule)).isInstanceOf(Refused.class);
        assertThat(verify(GITHUB)).isInstanceOf(Refused.class);
        TrustRule careless = rule(Map.of());
        assertThat(verify(GITHUB, careless)).isInstanceOf(Refused.class);
        assertThat(server.requests(DISCOVERY)).isEmpty();
    }

    @Test
    void asksForKeysOnce() {
        TrustRule rule = rule(Map.of("repository", "acme/app"));
        for (int count = 0; count < 5; count++) {
            assertThat(verify(GITHUB, rule)).isInstanceOf(Accepted.class);
        }
        assertThat(server.requests(KEYS)).hasSize(1);
    }

    @Test
    void refusesForgedAndOutdatedTokens() {
        List<TrustRule> rules = List.of(rule(Map.of("repository", "acme/app")));
        String claims = claims(GITHUB);
        long now = clock.instant().getEpochSecond();
        for (String token : new String[] {
            "",
            "a.b.c",
            "x".repeat(20_000),
            sign(claims.replace("\"sub\":", "\"pad\":\"" + "x".repeat(16 * 1024) + "\",\"sub\":")),
            sign(claims.replace("\"sub\":\"repo:", "\"sub\":7,\"was\":\"repo:")),
            sign(claims.replace("\"exp\":" + (now + 300), "\"exp\":" + (now - 60))),
            sign(claims.replace("\"iat\":" + now, "\"iat\":" + (now + 61))),
            sign("{\"alg\":\"RS256\",\"kid\":\"one\"}", claims, OTHER_KEY),
            encode("{\"alg\":\"none\"}") + "." + encode(claims) + "."
        }) {
            assertThat(tokens.verify(token, rules).toCompletableFuture().join()).isInstanceOf(Refused.class);
        }
    }

    @Test
    void doesNotKnowWhenTheIssuerIsAway() {
        server.answer(KEYS, 503, "");
        assertThat(verify(GITHUB, rule(Map.of("repository", "acme/app")))).isInstanceOf(Unavailable.class);
    }

    private TrustRule rule(Map<String, String> claims) {
        return new TrustRule(server.url().value(), AUDIENCE, claims);
    }

    private WorkloadLogin verify(String claims, TrustRule... rules) {
        return tokens.verify(sign(claims(claims)), List.of(rules))
                .toCompletableFuture()
                .join();
    }

    private String claims(String more) {
        long now = clock.instant().getEpochSecond();
        return "{\"iss\":\"%s\",\"aud\":\"%s\",\"iat\":%d,\"nbf\":%d,\"exp\":%d,%s}"
                .formatted(server.url(), AUDIENCE, now, now, now + 300, more);
    }
}
