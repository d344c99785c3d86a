package org.shiplog.cluster.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shiplog.cluster.TestDatabase;
import org.shiplog.cluster.TestNode;

/** What a whole node says in {@code GET /metrics} after a push, a pull and a failed login. */
class MetricsTest {
    private static final Path DEPLOY = Path.of("..", "deploy");
    private static final Pattern METRIC = Pattern.compile("\\b(?:shiplog|jvm|process|system)_[a-z0-9_]+");
    private static final String TEXT = "text/plain";

    @TempDir
    static Path directory;

    private static TestDatabase database;
    private static TestNode node;

    @BeforeAll
    static void startNode() {
        database = TestDatabase.start(directory.resolve("postgres"));
        node = TestNode.start(database, directory.resolve("node"), Map.of());
        String blob = node.push("library/app", "latest", new byte[3_000_000]);
        node.send("GET", "/v2/library/app/manifests/latest", new byte[0]);
        node.send("GET", "/v2/library/app/blobs/" + blob, new byte[0]);
        node.send("GET", "/nowhere/at/all", new byte[0]);
        node.sendWrongPassword("/v2/");
        // Pauses are known after the first one only.
        System.gc();
    }

    @AfterAll
    static void stopNode() {
        node.close();
        database.close();
    }

    private static String scrape() {
        return node.manage("/metrics", TEXT).body();
    }

    /** Readings that need the database or other actors are taken at an interval. */
    private static void eventually(String... samples) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(scrape().lines()).contains(samples));
    }

    private static Set<String> names() {
        return scrape().lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("[{ ]", 2)[0])
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void countsRequestsByRouteMethodAndCode() {
        assertThat(scrape().lines())
                .contains(
                        "shiplog_http_requests_total{code=\"201\",method=\"PUT\","
                                + "route=\"/v2/{name}/manifests/{reference}\"} 1.0",
                        "shiplog_http_requests_total{code=\"401\",method=\"GET\",route=\"/v2/\"} 1.0",
                        "shiplog_http_requests_total{code=\"404\",method=\"GET\",route=\"none\"} 1.0")
                .anyMatch(line -> line.startsWith("shiplog_http_request_duration_seconds_bucket{method=\"GET\","
                        + "route=\"/v2/{name}/blobs/{digest}\",status=\"2xx\",le=\"0.1\"}"));
    }

    @Test
    void countsWhatWasPushedPulledReceivedAndSent() {
        eventually(
                "shiplog_pushes_total{content=\"manifest\"} 1.0",
                "shiplog_pushes_total{content=\"blob\"} 1.0",
                "shiplog_pulls_total{content=\"manifest\"} 1.0",
                "shiplog_pulls_total{content=\"blob\"} 1.0",
                "shiplog_uploads_received_bytes_total 3000000.0",
                "shiplog_blob_store_read_bytes_total 3000000.0",
                "shiplog_uploads_ended_total{how=\"committed\"} 1.0",
                "shiplog_uploads_in_flight 0.0",
                "shiplog_http_requests_in_flight 0.0",
                "shiplog_http_responses_in_flight 0.0",
                "shiplog_logins_total{result=\"rejected\"} 1.0",
                "shiplog_login_lockouts_total 0.0",
                "shiplog_manifest_cache_requests_total{result=\"hit\"} 1.0");
    }

    @Test
    void tellsOfEntitiesJournalReadModelsAndCluster() {
        eventually(
                "shiplog_entities_alive{kind=\"repository\"} 1.0",
                "shiplog_journal_failures_total{kind=\"repository\"} 0.0",
                "shiplog_read_model_lag_events{model=\"catalog\"} 0.0",
                "shiplog_read_model_lag_seconds{model=\"audit\"} 0.0",
                "shiplog_cluster_members{status=\"up\"} 1.0",
                "shiplog_cluster_unreachable_members 0.0",
                "shiplog_cluster_has_leader 1.0",
                "shiplog_cluster_leader 1.0",
                "shiplog_cluster_oldest 1.0",
                "shiplog_database_connections_max{pool=\"journal\"} 10.0",
                "shiplog_shards{kind=\"repository\"} 1.0");
    }

    @Test
    void saysWhatEveryMetricIsAndNamesNoRepository() {
        String page = scrape();
        Set<String> described = page.lines()
                .filter(line -> line.startsWith("# HELP shiplog_") && line.split(" ", 4).length == 4)
                .map(line -> line.split(" ", 4)[2])
                .collect(Collectors.toSet());
        assertThat(page.lines()
                        .filter(line -> line.startsWith("# TYPE shiplog_"))
                        .map(line -> line.split(" ")[2]))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(described).contains(name));
        assertThat(page).doesNotContain("library");
    }

    @Test
    void answersInOpenMetricsToThoseWhoAskForIt() {
        var open = node.manage("/metrics", "application/openmetrics-text;version=1.0.0,text/plain;q=0.5");
        assertThat(open.headers().firstValue("Content-Type").orElseThrow())
                .isEqualToIgnoringCase("application/openmetrics-text; version=1.0.0; charset=utf-8");
        assertThat(open.body()).endsWith("# EOF\n");
        assertThat(node.manage("/metrics", TEXT)
                        .headers()
                        .firstValue("Content-Type")
                        .orElseThrow())
                .isEqualToIgnoringCase("text/plain; version=0.0.4; charset=utf-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"grafana/shiplog.json", "prometheus/alerts.yaml"})
    void knowsEveryMetricThatTheBoardAndTheRulesAskFor(String file) throws IOException {
        Set<String> asked = new TreeSet<>();
        Matcher metric = METRIC.matcher(Files.readString(DEPLOY.resolve(file)));
        while (metric.find()) {
            asked.add(metric.group());
        }
        assertThat(asked).isNotEmpty();
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(names()).containsAll(asked));
    }
}
