package org.shiplog.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.TestServer.admin;
import static org.shiplog.http.TestServer.alice;
import static org.shiplog.http.TestServer.await;
import static org.shiplog.http.TestServer.basic;
import static org.shiplog.http.TestServer.error;
import static org.shiplog.http.TestServer.header;
import static org.shiplog.http.TestServer.json;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.project.ProjectCommand.ChangeVisibility;
import org.shiplog.domain.project.Visibility;

class AccessTest {
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = new TestServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void asksForATokenWithoutScopeAtTheRoot() {
        HttpResponse<String> response = server.get("/v2/");
        assertThat(error(response)).isEqualTo("401 UNAUTHORIZED");
        assertThat(challenge(response))
                .isEqualTo("Bearer realm=\"" + server.address() + "/service/token\",service=\"shiplog\"");
        assertThat(header(response, "Docker-Distribution-Api-Version")).isEqualTo("registry/2.0");
    }

    @Test
    void asksForTheScopeThatTheMethodNeeds() {
        assertThat(challenge(server.get("/v2/secret/app/tags/list"))).endsWith(",scope=\"repository:secret/app:pull\"");
        assertThat(challenge(post("/v2/secret/app/blobs/uploads/")))
                .endsWith(",scope=\"repository:secret/app:pull,push\"");
        assertThat(challenge(send("DELETE", "/v2/secret/app/manifests/v1")))
                .endsWith(",scope=\"repository:secret/app:delete\"");
        assertThat(challenge(server.get("/v2/_catalog"))).endsWith(",scope=\"registry:catalog:*\"");
    }

    @Test
    void asksForBothRepositoriesOfAMount() {
        assertThat(challenge(post("/v2/secret/app/blobs/uploads/?mount=sha256:00&from=open/app")))
                .endsWith(",scope=\"repository:secret/app:pull,push repository:open/app:pull\"");
        assertThat(challenge(post("/v2/secret/app/blobs/uploads/?mount=sha256:00&from=%22,x=%22")))
                .endsWith(",scope=\"repository:secret/app:pull,push\"");
    }

    @Test
    void challengesHeadWithoutBody() {
        HttpResponse<String> response = send("HEAD", "/v2/secret/app/manifests/v1");
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(challenge(response)).endsWith(",scope=\"repository:secret/app:pull\"");
        assertThat(response.body()).isEmpty();
    }

    @Test
    void servesPublicRepositoriesToAnyone() {
        assertThat(server.get("/v2/open/app/tags/list").statusCode()).isEqualTo(200);
        assertThat(error(post("/v2/open/app/blobs/uploads/"))).isEqualTo("401 UNAUTHORIZED");
    }

    @Test
    void doesNotTellForbiddenFromUnknown() {
        for (String path : new String[] {"%s/app/tags/list", "%s/app/manifests/v1", "%s/app/referrers/sha256:00"}) {
            String secret = "/v2/" + path.formatted("secret");
            String unknown = "/v2/" + path.formatted("noproj");
            assertThat(shape(server.get(secret), "secret")).isEqualTo(shape(server.get(unknown), "noproj"));
            assertThat(shape(server.get(secret, "Authorization", alice()), "secret"))
                    .isEqualTo(shape(server.get(unknown, "Authorization", alice()), "noproj"))
                    .startsWith("403");
        }
        assertThat(shape(server.get("/api/v2.0/projects/secret", "Authorization", alice()), "secret"))
                .isEqualTo(shape(server.get("/api/v2.0/projects/noproj", "Authorization", alice()), "noproj"))
                .startsWith("403");
        assertThat(shape(server.get("/api/v2.0/projects/2"), "secret"))
                .isEqualTo(shape(server.get("/api/v2.0/projects/77"), "noproj"))
                .startsWith("401");
    }

    @Test
    void tellsAdministratorsWhatIsUnknown() {
        assertThat(error(server.get("/v2/noproj/app/tags/list", "Authorization", admin())))
                .isEqualTo("404 NAME_UNKNOWN");
        assertThat(error(server.get("/v2/app/tags/list", "Authorization", admin())))
                .isEqualTo("404 NAME_UNKNOWN");
        assertThat(error(server.send(
                        "POST", "/v2/noproj/app/blobs/uploads/", BodyPublishers.noBody(), "Authorization", admin())))
                .isEqualTo("403 DENIED");
        assertThat(error(server.get("/api/v2.0/projects/noproj", "Authorization", admin())))
                .isEqualTo("404 NOT_FOUND");
    }

    @Test
    void treatsANameWithoutProjectLikeAnUnknownOne() {
        assertThat(error(server.get("/v2/app/tags/list"))).isEqualTo("401 UNAUTHORIZED");
        assertThat(error(server.get("/v2/app/tags/list", "Authorization", alice())))
                .isEqualTo("403 DENIED");
    }

    @Test
    void refusesNamesThatAreNone() {
        String[] names = {
            "Secret/app", "secret/../open/app", "secret%2Fapp", "secret//app", "secret/%2e%2e/app", "a/%00"
        };
        for (String name : names) {
            assertThat(error(server.get("/v2/" + name + "/tags/list", "Authorization", admin())))
                    .as(name)
                    .isEqualTo("400 NAME_INVALID");
        }
    }

    @Test
    void refusesWrongPasswordsEverywhere() {
        for (String path : new String[] {"/v2/", "/v2/open/app/tags/list", "/api/v2.0/ping", "/service/token"}) {
            assertThat(error(server.get(path, "Authorization", basic("admin", "wrong"))))
                    .as(path)
                    .isEqualTo("401 UNAUTHORIZED");
            assertThat(error(server.get(path, "Authorization", basic("nobody", "wrong"))))
                    .as(path)
                    .isEqualTo("401 UNAUTHORIZED");
        }
    }

    @Test
    void refusesCredentialsItCannotRead() {
        for (String value : new String[] {"Basic", "Basic ???", "Basic " + "YWRtaW4=", "Digest x", "Bearer", "x"}) {
            assertThat(error(server.get("/v2/", "Authorization", value)))
                    .as(value)
                    .isEqualTo("401 UNAUTHORIZED");
        }
        assertThat(error(server.get("/v2/", "Authorization", admin(), "Authorization", admin())))
                .isEqualTo("401 UNAUTHORIZED");
    }

    @Test
    void asksForAPasswordOnTheManagementApi() {
        HttpResponse<String> response = server.get("/api/v2.0/configurations");
        assertThat(error(response)).isEqualTo("401 UNAUTHORIZED");
        assertThat(challenge(response)).startsWith("Basic realm=\"shiplog\"");
        assertThat(error(server.get("/api/v2.0/configurations", "Authorization", alice())))
                .isEqualTo("403 FORBIDDEN");
        assertThat(server.get("/api/v2.0/configurations", "Authorization", admin())
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void locksOutAfterTooManyWrongPasswords() {
        server.register("bob", false);
        for (int i = 0; i < 10; i++) {
            assertThat(server.get("/v2/", "Authorization", basic("bob", "wrong" + i))
                            .statusCode())
                    .isEqualTo(401);
        }
        HttpResponse<String> response = server.get("/v2/", "Authorization", basic("bob", TestServer.PASSWORD));
        assertThat(error(response)).isEqualTo("429 TOOMANYREQUESTS");
        assertThat(header(response, "Retry-After")).isEqualTo("300");
        assertThat(server.get("/v2/", "Authorization", admin()).statusCode()).isEqualTo(200);
    }

    @Test
    void believesNoForwardedHost() {
        HttpResponse<String> response = server.get(
                "/v2/",
                "X-Forwarded-Host",
                "evil.example",
                "X-Forwarded-Proto",
                "https",
                "Forwarded",
                "host=evil.example");
        assertThat(challenge(response)).contains("realm=\"" + server.address() + "/service/token\"");
    }

    @Test
    void tokenReachesNoFurtherThanItsScope() {
        String token = server.token(Optional.of(admin()), "repository:secret/app:pull");
        assertThat(server.get("/v2/secret/app/tags/list", "Authorization", token)
                        .statusCode())
                .isEqualTo(200);
        assertInsufficient(server.get("/v2/secret/app2/tags/list", "Authorization", token));
        assertInsufficient(post("/v2/secret/app/blobs/uploads/", "Authorization", token));
        assertInsufficient(send("DELETE", "/v2/secret/app/manifests/v1", "Authorization", token));
        assertInsufficient(server.get("/v2/_catalog", "Authorization", token));
    }

    @Test
    void tokenIsWorthNothingOutsideTheDistributionApi() {
        String token = server.token(Optional.of(admin()), "repository:secret/app:pull,push,delete");
        assertThat(error(server.get("/api/v2.0/audit-logs", "Authorization", token)))
                .isEqualTo("401 UNAUTHORIZED");
        assertThat(error(server.get("/service/token?scope=repository:open/app:pull", "Authorization", token)))
                .isEqualTo("401 UNAUTHORIZED");
    }

    @Test
    void tokenLosesWhatItsOwnerLost() {
        server.create("closing", 3, Visibility.PUBLIC);
        String token = server.token(Optional.empty(), "repository:closing/app:pull");
        assertThat(server.get("/v2/closing/app/tags/list", "Authorization", token)
                        .statusCode())
                .isEqualTo(200);
        await(server.projects.execute(
                new ProjectName("closing"), new ChangeVisibility(Visibility.PRIVATE), TestServer.provenance()));
        assertInsufficient(server.get("/v2/closing/app/tags/list", "Authorization", token));
    }

    @Test
    void anonymousTokenLogsNobodyIn() {
        String token = server.token(Optional.empty());
        assertInsufficient(server.get("/v2/", "Authorization", token));
        assertThat(server.get("/v2/", "Authorization", server.token(Optional.of(alice())))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void saysThatATokenIsInvalidAndNotWhy() {
        HttpResponse<String> response = server.get("/v2/open/app/tags/list", "Authorization", "Bearer a.b.c");
        assertThat(error(response)).isEqualTo("401 UNAUTHORIZED");
        assertThat(challenge(response)).endsWith(",scope=\"repository:open/app:pull\",error=\"invalid_token\"");
        assertThat(json(response).at("/errors/0/detail").isMissingNode()).isTrue();
    }

    private static void assertInsufficient(HttpResponse<String> response) {
        assertThat(error(response)).isEqualTo("401 UNAUTHORIZED");
        assertThat(challenge(response)).endsWith(",error=\"insufficient_scope\"");
    }

    private static String shape(HttpResponse<String> response, String project) {
        return response.statusCode() + " " + challenge(response).replace(project, "PROJECT") + " " + response.body();
    }

    private static String challenge(HttpResponse<String> response) {
        return header(response, "WWW-Authenticate");
    }

    private HttpResponse<String> post(String path, String... headers) {
        return server.send("POST", path, BodyPublishers.noBody(), headers);
    }

    private HttpResponse<String> send(String method, String path, String... headers) {
        return server.send(method, path, BodyPublishers.noBody(), headers);
    }
}
