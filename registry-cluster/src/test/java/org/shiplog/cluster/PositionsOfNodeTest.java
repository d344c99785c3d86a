package org.shiplog.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What answers of a node say of the journal, and requests may wait for. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PositionsOfNodeTest {
    private static final String POSITION = "Shiplog-Position";
    private static final String AFTER = "Shiplog-After";

    private TestDatabase database;
    private TestNode node;

    @BeforeAll
    void start(@TempDir Path postgres, @TempDir Path data) {
        database = TestDatabase.start(postgres);
        node = TestNode.start(database, data, Map.of());
    }

    @AfterAll
    void stop() {
        node.close();
        database.close();
    }

    private HttpResponse<String> create(String project) {
        return node.send(
                "POST",
                "/api/v2.0/projects",
                ("{\"project_name\":\"" + project + "\"}").getBytes(StandardCharsets.UTF_8),
                "Content-Type",
                "application/json");
    }

    private static String position(HttpResponse<String> response) {
        return response.headers().firstValue(POSITION).orElseThrow();
    }

    private HttpResponse<String> get(String path, String... headers) {
        return node.send("GET", path, new byte[0], headers);
    }

    /** Comes again when it is told to, as clients do: on a busy machine a list may be further behind than an answer waits. */
    private HttpResponse<String> getAfter(String position, String path) {
        return Awaitility.await(path)
                .atMost(Duration.ofSeconds(60))
                .until(() -> get(path, AFTER, position), response -> response.statusCode() != 503);
    }

    @Test
    void listsShowWhatWasWrittenBeforeTheirPosition() {
        List<String> positions = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            String project = "listed" + i;
            HttpResponse<String> created = create(project);
            assertThat(created.statusCode()).isEqualTo(201);
            HttpResponse<String> audit = getAfter(position(created), "/api/v2.0/audit-logs?page_size=5");
            assertThat(audit.body()).contains("\"" + project + "\"");
            HttpResponse<String> list = getAfter(position(audit), "/api/v2.0/projects?name=" + project);
            assertThat(list.body()).contains("\"" + project + "\"");
            positions.add(position(list));
        }
        // Any position goes with any list, and an earlier one is reached at once.
        for (String path : List.of("/v2/_catalog", "/api/v2.0/quotas", "/api/v2.0/users", "/api/v2.0/search?q=x")) {
            assertThat(getAfter(positions.getFirst(), path).statusCode()).isEqualTo(200);
            assertThat(getAfter(positions.getLast(), path).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void pushesSayWhereTheyEnded() {
        node.push("library/app", "v1", new byte[] {1, 2, 3});
        HttpResponse<String> manifest =
                get("/v2/library/app/manifests/v1", "Accept", "application/vnd.oci.image.manifest.v1+json");
        HttpResponse<String> tagged = node.send(
                "PUT",
                "/v2/library/app/manifests/v2",
                manifest.body().getBytes(StandardCharsets.UTF_8),
                "Content-Type",
                "application/vnd.oci.image.manifest.v1+json");
        assertThat(getAfter(position(tagged), "/api/v2.0/projects/library/repositories/app/artifacts?with_tag=true")
                        .body())
                .contains("\"v2\"");
        HttpResponse<String> deleted = node.send("DELETE", "/v2/library/app/manifests/v1", new byte[0]);
        assertThat(getAfter(position(deleted), "/api/shiplog/v1/projects/library/repositories/app/tags/v1/history")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void whoeverWaitsInVainIsToldToComeAgain() throws SQLException {
        try (Connection connection = database.pool().getConnection();
                var statement = connection.createStatement()) {
            // The catalogue stands still, and nothing else.
            statement.execute("SELECT pg_advisory_lock(hashtextextended('shiplog projection catalog', 0))");
            HttpResponse<String> created = create("waiting");
            HttpResponse<String> late = get("/api/v2.0/projects", AFTER, position(created));
            assertThat(late.statusCode()).isEqualTo(503);
            assertThat(late.headers().firstValue("Retry-After")).contains("1");
            assertThat(getAfter(position(created), "/api/v2.0/audit-logs").statusCode())
                    .isEqualTo(200);
            assertThat(get("/api/v2.0/projects").statusCode()).isEqualTo(200);
            statement.execute("SELECT pg_advisory_unlock_all()");
            assertThat(getAfter(position(created), "/api/v2.0/projects").body()).contains("\"waiting\"");
        }
    }

    @Test
    void refusesWhatIsNoPosition() throws SQLException {
        assertThat(get("/api/v2.0/projects", AFTER, "17").statusCode()).isEqualTo(400);
        HttpResponse<String> created = create("forgotten");
        try (Connection connection = database.pool().getConnection();
                var statement = connection.createStatement()) {
            // As after the restore of an earlier state.
            statement.execute("UPDATE event_journal SET persistence_id = 'Project|other'"
                    + " WHERE persistence_id = 'Project|forgotten'");
        }
        assertThat(get("/api/v2.0/projects", AFTER, position(created)).statusCode())
                .isEqualTo(400);
    }
}
