package org.shiplog.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.TestServer.admin;
import static org.shiplog.http.TestServer.alice;
import static org.shiplog.http.TestServer.header;
import static org.shiplog.http.TestServer.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shiplog.projections.audit.AuditPage;
import org.shiplog.projections.audit.AuditRow;

class AuditRecordsApiTest {
    private static final String RECORDS = "/api/shiplog/v1/audit";
    private static final String DIGEST = "sha256:" + "a".repeat(64);

    private TestServer server;

    @BeforeEach
    void start() {
        server = new TestServer();
        LongStream.rangeClosed(1, 5).forEach(id -> server.catalog.acts.add(act(id, "docker/28")));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static AuditRow act(long id, String userAgent) {
        return new AuditRow(
                id,
                Instant.parse("2026-11-21T10:00:00Z").plusSeconds(id),
                "bob",
                "team/app:v1",
                "artifact",
                "pull",
                Optional.of("team"),
                "192.0.2.1",
                userAgent,
                "r" + id,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(DIGEST),
                true);
    }

    private HttpResponse<String> get(String query) {
        return server.get(RECORDS + query, "Authorization", admin());
    }

    @Test
    void oneReadsOnFromWhereOneWas() {
        List<Long> read = new ArrayList<>();
        String after = "";
        while (true) {
            JsonNode page = json(get("?limit=2" + after));
            page.get("records").forEach(record -> read.add(record.get("id").asLong()));
            if (!page.has("next")) {
                break;
            }
            after = "&after=" + page.get("next").asText();
        }
        assertThat(read).containsExactly(5L, 4L, 3L, 2L, 1L);
        assertThat(json(get("?order=asc&limit=1")).at("/records/0").toString())
                .isEqualTo(
                        "{\"id\":1,\"time\":\"2026-11-21T10:00:01Z\",\"principal\":\"bob\",\"operation\":\"pull\","
                            + "\"resource_type\":\"artifact\",\"resource\":\"team/app:v1\",\"project\":\"team\",\"digest\":\""
                                + DIGEST
                                + "\",\"client_address\":\"192.0.2.1\",\"user_agent\":\"docker/28\",\"request_id\":\"r1\",\"operation_result\":true}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?limit=0",
                "?limit=1001",
                "?limit=two",
                "?after=5",
                "?after=1-2-3",
                "?after=99999999999999999999-1",
                "?order=up",
                "?page=1",
                "?q=operation",
                "/export?format=xml",
                "/export?limit=5"
            })
    void whatIsNoQuestionIsRefused(String query) {
        assertThat(get(query).statusCode()).isEqualTo(400);
    }

    @Test
    void nobodyFindsMoreThanInTheOtherLists() {
        for (String path : List.of(RECORDS, RECORDS + "/export")) {
            assertThat(server.get(path).statusCode()).isEqualTo(401);
            HttpResponse<String> foreign = server.get(path, "Authorization", alice());
            assertThat(foreign.statusCode()).isEqualTo(200);
            assertThat(foreign.body()).doesNotContain("bob");
        }
    }

    @Test
    void theWholeLogIsOneFileHoweverLongItIs() {
        LongStream.rangeClosed(6, 2 * AuditPage.MAX_LIMIT + 1)
                .forEach(id -> server.catalog.acts.add(act(id, "docker/28")));
        List<String> lines = get("/export").body().lines().toList();
        assertThat(lines).hasSize(2 * AuditPage.MAX_LIMIT + 1);
        assertThat(TestServer.parse(lines.getFirst()).get("id").asLong()).isEqualTo(1);
        assertThat(TestServer.parse(lines.getLast()).get("id").asLong()).isEqualTo(2L * AuditPage.MAX_LIMIT + 1);
    }

    @Test
    void spreadsheetsGetTextAndNoFormulas() {
        server.catalog.acts.add(act(6, "=cmd|' /C calc'!A0,\"x\""));
        HttpResponse<String> csv = get("/export?format=csv");
        assertThat(header(csv, "Content-Type")).startsWith("text/csv");
        List<String> lines = csv.body().lines().toList();
        assertThat(lines.getFirst()).startsWith("id,time,principal,operation");
        assertThat(lines.get(1)).startsWith("1,2026-11-21T10:00:01Z,bob,pull,artifact,team/app:v1,team," + DIGEST);
        assertThat(lines.getLast()).contains(",\"'=cmd|' /C calc'!A0,\"\"x\"\"\",");
    }

    @Test
    void cloudEventsSayWhatTheyAre() {
        JsonNode event = TestServer.parse(
                get("/export?format=cloudevents").body().lines().findFirst().orElseThrow());
        assertThat(event.get("specversion").asText()).isEqualTo("1.0");
        assertThat(event.get("type").asText()).isEqualTo("org.shiplog.audit.artifact.pull.v1");
        assertThat(event.get("subject").asText()).isEqualTo("team/app:v1");
        assertThat(event.at("/data/principal").asText()).isEqualTo("bob");
    }
}
