package org.shiplog.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.TestServer.admin;
import static org.shiplog.http.TestServer.alice;
import static org.shiplog.http.TestServer.error;
import static org.shiplog.http.TestServer.header;
import static org.shiplog.http.TestServer.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shiplog.domain.project.Visibility;

class QuotaApiTest {
    private static final String QUOTAS = "/api/v2.0/quotas";

    private TestServer server;

    @BeforeEach
    void start() {
        server = new TestServer();
        server.list("open", 1, Visibility.PUBLIC);
        server.list("secret", 2, Visibility.PRIVATE);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void showsTheLimitOfAProject() {
        JsonNode quota = json(get("/2"));
        assertThat(quota.get("id").asLong()).isEqualTo(2);
        assertThat(quota.get("ref").toString()).isEqualTo("{\"id\":2,\"name\":\"secret\",\"owner_name\":\"admin\"}");
        assertThat(quota.get("hard").toString()).isEqualTo("{\"storage\":-1}");
        assertThat(quota.get("used").toString()).isEqualTo("{\"storage\":0}");
        assertThat(quota.has("creation_time")).isTrue();
        assertThat(quota.has("update_time")).isTrue();
    }

    @Test
    void changesTheLimitOfAProject() {
        HttpResponse<String> response = put("/2", "{\"hard\":{\"storage\":1000}}");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
        assertThat(json(get("/2")).at("/hard/storage").asLong()).isEqualTo(1000);
        assertThat(put("/2", "{\"hard\":{\"storage\":-1}}").statusCode()).isEqualTo(200);
        assertThat(json(get("/2")).at("/hard/storage").asLong()).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"hard\":{\"storage\":0}}",
                "{\"hard\":{\"storage\":-2}}",
                "{\"hard\":{\"storage\":1125899906842625}}",
                "{\"hard\":{\"storage\":1.5}}",
                "{\"hard\":{\"storage\":\"10\"}}",
                "{\"hard\":{\"storage\":99999999999999999999}}",
                "{\"hard\":{\"storage\":10,\"count\":1}}",
                "{\"hard\":{\"count\":1}}",
                "{\"hard\":{\"storage\":10},\"used\":{\"storage\":0}}",
                "{\"hard\":10}",
                "{}"
            })
    void refusesWhatIsNoLimit(String body) {
        assertThat(error(put("/2", body))).isEqualTo("400 BAD_REQUEST");
        assertThat(json(get("/2")).at("/hard/storage").asLong()).isEqualTo(-1);
    }

    /** As Terraform's provider asks. */
    @Test
    void doesNotMindASlashTooMany() {
        assertThat(json(get("/?page=1&page_size=100"))).hasSize(2);
        assertThat(get("//").statusCode()).isEqualTo(404);
    }

    @Test
    void listsQuotasInPages() {
        HttpResponse<String> page = get("?page_size=1");
        assertThat(json(page)).hasSize(1);
        assertThat(header(page, "X-Total-Count")).isEqualTo("2");
        assertThat(header(page, "Link")).contains("rel=\"next\"");
        assertThat(json(get("?reference=project&reference_id=2"))
                        .at("/0/ref/name")
                        .asText())
                .isEqualTo("secret");
        assertThat(json(get("?reference=project&reference_id=nobody"))).isEmpty();
        assertThat(json(get("?reference=user"))).isEmpty();
        assertThat(error(get("?page_size=101"))).isEqualTo("422 UNPROCESSABLE_ENTITY");
    }

    @Test
    void knowsNoQuotaWithoutAProject() {
        for (String id : new String[] {"/99", "/nobody", "/-1", "/99999999999999999999"}) {
            assertThat(error(get(id))).isEqualTo("404 NOT_FOUND");
            assertThat(error(put(id, "{\"hard\":{\"storage\":10}}"))).isEqualTo("404 NOT_FOUND");
        }
    }

    @Test
    void isForAdministratorsOnly() {
        assertThat(server.get(QUOTAS).statusCode()).isEqualTo(401);
        for (String path : new String[] {"", "/1", "/99"}) {
            assertThat(server.get(QUOTAS + path, "Authorization", alice()).statusCode())
                    .isEqualTo(403);
        }
        assertThat(server.sendJson("PUT", QUOTAS + "/1", "{\"hard\":{\"storage\":1}}", "Authorization", alice())
                        .statusCode())
                .isEqualTo(403);
    }

    private HttpResponse<String> get(String path) {
        return server.get(QUOTAS + path, "Authorization", admin());
    }

    private HttpResponse<String> put(String path, String body) {
        return server.sendJson("PUT", QUOTAS + path, body, "Authorization", admin());
    }
}
