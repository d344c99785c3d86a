package org.shiplog.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.shiplog.http.TestServer.admin;
import static org.shiplog.http.TestServer.header;
import static org.shiplog.http.TestServer.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetAddress;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shiplog.domain.oci.DigestAlgorithm;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.project.ProjectCommand.ChangeStorageLimit;
import org.shiplog.domain.project.Visibility;
import org.shiplog.http.RecordingSink.Answer;
import org.shiplog.http.outbound.AddressGuard;
import org.shiplog.http.outbound.Loopback;
import org.shiplog.http.outbound.TestCertificate;
import org.shiplog.http.webhook.LaneRun;
import org.shiplog.http.webhook.Patience;
import org.shiplog.http.webhook.Sink;
import org.shiplog.http.webhook.TargetSecrets;
import org.shiplog.projections.webhook.Delivery;
import org.shiplog.projections.webhook.DeliveryQueue;
import org.shiplog.projections.webhook.Lane;

/** Pushes and pulls over real HTTP, told to a real receiver, with the real queue in between. Each test has a project of its own. */
class WebhookDeliveryTest {
    /** Nothing is tried again before a test says so, however slow the machine is. */
    private static final Patience PATIENCE = new Patience(3, Duration.ofHours(1), Duration.ofHours(1));

    private static TestServer server;
    private static Pushes pushes;
    private static long projects = 1_000;

    private RecordingSink sink;
    private String project;

    @BeforeAll
    static void start() {
        server = new TestServer();
        server.webhooks.follow();
        pushes = new Pushes(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void begin() {
        sink = new RecordingSink();
        project = "p" + ++projects;
        server.create(project, projects, Visibility.PUBLIC);
    }

    @AfterEach
    void end() {
        sink.close();
        server.set("notification_enable", "true");
    }

    private static String policies(String project) {
        return "/api/v2.0/projects/" + project + "/webhook/policies";
    }

    private static String target(String url, String more) {
        return "{\"type\":\"http\",\"address\":\"" + url + "\"" + more + "}";
    }

    private static String policy(String name, String events, String target, String more) {
        return "{\"name\":\"" + name + "\",\"enabled\":true,\"event_types\":[" + events + "],\"targets\":[" + target
                + "]" + more + "}";
    }

    private static final String ALL = "\"PUSH_ARTIFACT\",\"PULL_ARTIFACT\",\"DELETE_ARTIFACT\"";

    private long create(String body) {
        HttpResponse<String> created = server.sendJson("POST", policies(project), body, "Authorization", admin());
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        String location = header(created, "Location");
        return Long.parseLong(location.substring(location.lastIndexOf('/') + 1));
    }

    private JsonNode read(String path) {
        return json(server.get(path, "Authorization", admin()));
    }

    private String push(String repository, String tag) {
        return pushes.push(project + "/" + repository, tag, pushes.image("{\"tag\":\"" + tag + "\"}", ""));
    }

    private static LaneRun run(AddressGuard guard) {
        return new LaneRun(
                new LaneRun.Ground(
                        server.webhooks.queue(),
                        server.webhooks.policies,
                        new TargetSecrets(server.secrets),
                        new Sink(Loopback.system(), guard)),
                "registry.example:5000",
                PATIENCE);
    }

    /** What one worker does when it looks for something to do. */
    private static void deliver(AddressGuard guard) {
        DeliveryQueue queue = server.webhooks.queue();
        Optional<Lane> lane = TestServer.await(queue.acquire());
        while (lane.isPresent()) {
            run(guard).run(lane.get(), () -> false);
            lane = TestServer.await(queue.acquire());
        }
    }

    /** The machine may be busy with other tests. */
    private static ConditionFactory patiently() {
        return await().pollInterval(Duration.ofMillis(20)).atMost(Duration.ofSeconds(30));
    }

    private static void deliver() {
        deliver(Loopback.guard());
    }

    /** What failed has waited long enough. */
    private static void deliverAgain(AddressGuard guard) {
        server.webhooks.run("UPDATE webhook_lane SET available_at = now()");
        deliver(guard);
    }

    private static void deliverAgain() {
        deliverAgain(Loopback.guard());
    }

    private void awaitDelivered(String... about) {
        patiently().untilAsserted(() -> {
            deliverAgain();
            assertThat(sink.about()).containsExactly(about);
        });
    }

    @Test
    void tellsOfPushesPullsAndDeletions() throws Exception {
        long id =
                create(policy("all", ALL, target(sink.url() + "/hook?x=1", ",\"auth_header\":\"Bearer s3cret\""), ""));
        String digest = push("app", "v1");
        awaitDelivered("PUSH_ARTIFACT " + project + "/app:v1");
        RecordingSink.Received push = sink.received().getFirst();
        assertThat(push.method() + " " + push.path()).isEqualTo("POST /hook?x=1");
        assertThat(push.header("Authorization")).contains("Bearer s3cret");
        assertThat(push.header("Content-Type")).contains("application/json");
        assertThat(push.header("X-Shiplog-Delivery")).isPresent();
        assertThat(push.header("X-Shiplog-Signature-256")).contains("sha256=" + hmac("Bearer s3cret", push.body()));
        JsonNode body = push.json();
        assertThat(body.at("/operator").asText()).isEqualTo("admin");
        assertThat(body.at("/event_data/resources").toString())
                .isEqualTo("[{\"digest\":\"" + digest + "\",\"tag\":\"v1\",\"resource_url\":\"registry.example:5000/"
                        + project + "/app:v1\"}]");
        JsonNode repository = body.at("/event_data/repository");
        assertThat(repository.at("/date_created").isIntegralNumber()).isTrue();
        assertThat(repository.at("/name").asText()).isEqualTo("app");
        assertThat(repository.at("/namespace").asText()).isEqualTo(project);
        assertThat(repository.at("/repo_type").asText()).isEqualTo("public");

        assertThat(server.get("/v2/" + project + "/app/manifests/v1", "Authorization", admin())
                        .statusCode())
                .isEqualTo(200);
        awaitDelivered("PUSH_ARTIFACT " + project + "/app:v1", "PULL_ARTIFACT " + project + "/app:v1");
        HttpResponse<String> deleted = server.send(
                "DELETE",
                "/v2/" + project + "/app/manifests/" + digest,
                BodyPublishers.noBody(),
                "Authorization",
                admin());
        assertThat(deleted.statusCode()).isEqualTo(202);
        awaitDelivered(
                "PUSH_ARTIFACT " + project + "/app:v1",
                "PULL_ARTIFACT " + project + "/app:v1",
                "DELETE_ARTIFACT " + project + "/app:v1");

        JsonNode executions = read(policies(project) + "/" + id + "/executions");
        assertThat(executions).hasSize(3);
        JsonNode last = executions.get(0);
        assertThat(last.at("/vendor_type").asText() + " " + last.at("/status").asText())
                .isEqualTo("WEBHOOK Success");
        assertThat(last.at("/vendor_id").asLong()).isEqualTo(id);
        assertThat(last.at("/trigger").asText()).isEqualTo("EVENT");
        assertThat(last.at("/metrics/success_task_count").asInt()).isEqualTo(1);
        assertThat(last.at("/extra_attrs/type").asText()).isEqualTo("DELETE_ARTIFACT");
        String tasks =
                policies(project) + "/" + id + "/executions/" + last.at("/id").asLong() + "/tasks";
        JsonNode task = read(tasks).get(0);
        assertThat(task.at("/status").asText() + task.at("/run_count").asInt()).isEqualTo("Success1");
        assertThat(server.get(tasks + "/" + task.at("/id").asLong() + "/log", "Authorization", admin())
                        .body())
                .contains("delivered: answered with 200")
                .doesNotContain("s3cret");
        JsonNode triggers = read("/api/v2.0/projects/" + project + "/webhook/lasttrigger");
        assertThat(triggers.findValuesAsText("event_type"))
                .containsExactly("PUSH_ARTIFACT", "PULL_ARTIFACT", "DELETE_ARTIFACT");
        assertThat(triggers.findValuesAsText("last_trigger_time")).hasSize(3);
        JsonNode jobs = read("/api/v2.0/projects/" + project + "/webhook/jobs?policy_id=" + id + "&status=Success");
        assertThat(jobs.findValuesAsText("event_type"))
                .containsExactly("DELETE_ARTIFACT", "PULL_ARTIFACT", "PUSH_ARTIFACT");
    }

    private static String hmac(String key, String body) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void tellsOfPushesThatTheStorageLimitRefusesOrLetsComeNear() {
        create(policy("quota", "\"QUOTA_EXCEED\",\"QUOTA_WARNING\"", target(sink.url(), ""), ""));
        TestServer.await(server.projects.execute(
                new ProjectName(project), new ChangeStorageLimit(1_000), TestServer.provenance()));
        assertThat(upload(900)).isEqualTo(201);
        assertThat(upload(101)).isEqualTo(403);
        assertThat(upload(102)).isEqualTo(403);
        patiently().untilAsserted(() -> {
            deliver();
            assertThat(sink.received())
                    .extracting(RecordingSink.Received::json)
                    .extracting(body -> body.at("/type").asText() + " "
                            + body.at("/event_data/repository/repo_full_name").asText() + " "
                            + body.at("/event_data/custom_attributes/Details").asText())
                    .containsExactly(
                            "QUOTA_WARNING " + project + "/big quota usage reach 85%: resource storage used 900 B of"
                                    + " 1000 B",
                            "QUOTA_EXCEED " + project + "/big adding 101 B of storage resource, which when updated to"
                                    + " current usage of 900 B will exceed the configured upper limit of 1000 B.");
        });
    }

    private int upload(int bytes) {
        byte[] content = new byte[bytes];
        return server.send(
                        "POST",
                        "/v2/" + project + "/big/blobs/uploads/?digest=" + DigestAlgorithm.SHA256.digestOf(content),
                        BodyPublishers.ofByteArray(content),
                        "Authorization",
                        admin(),
                        "Content-Type",
                        "application/octet-stream")
                .statusCode();
    }

    @Test
    void tellsOnceOfAPushByDigestAndOnceForEachTag() {
        create(policy("pushes", ALL, target(sink.url(), ""), ""));
        String digest = pushes.pushByDigest(project + "/app", pushes.image("{\"by\":\"digest\"}", ""));
        push("app", "v1");
        push("app", "v1");
        awaitDelivered("PUSH_ARTIFACT " + project + "/app:" + digest, "PUSH_ARTIFACT " + project + "/app:v1");
        assertThat(sink.received()
                        .getFirst()
                        .json()
                        .at("/event_data/resources/0/resource_url")
                        .asText())
                .isEqualTo("registry.example:5000/" + project + "/app@" + digest);
    }

    @Test
    void keepsTheOrderOfARepositoryWhoseDeliveriesFailAtFirst() {
        create(policy("ordered", ALL, target(sink.url(), ""), ""));
        sink.answer(request -> {
            boolean early = request.about().endsWith("/slow:v1")
                    && sink.about().stream().filter(request.about()::equals).count() < 3;
            return new Answer(early ? 503 : 200, Map.of());
        });
        push("slow", "v1");
        push("slow", "v2");
        push("fast", "v1");
        deliver();
        assertThat(sink.about())
                .containsExactlyInAnyOrder(
                        "PUSH_ARTIFACT " + project + "/slow:v1", "PUSH_ARTIFACT " + project + "/fast:v1");
        patiently().untilAsserted(() -> {
            deliverAgain();
            assertThat(sink.about().stream().filter(about -> about.contains("/slow")))
                    .containsExactly(
                            "PUSH_ARTIFACT " + project + "/slow:v1",
                            "PUSH_ARTIFACT " + project + "/slow:v1",
                            "PUSH_ARTIFACT " + project + "/slow:v1",
                            "PUSH_ARTIFACT " + project + "/slow:v2");
        });
        assertThat(sink.received().stream()
                        .filter(request -> request.about().contains("/slow:v1"))
                        .map(request -> request.header("X-Shiplog-Delivery"))
                        .distinct())
                .hasSize(1);
    }

    @Test
    void aSinkThatIsDeadHurtsNobodyAndIsGivenUp() {
        RecordingSink dead = new RecordingSink();
        String gone = dead.url();
        dead.close();
        long deadId = create(policy("dead", ALL, target(gone, ""), ""));
        create(policy("alive", ALL, target(sink.url(), ""), ""));
        push("app", "v1");
        push("app", "v2");
        deliver();
        assertThat(sink.about())
                .containsExactly("PUSH_ARTIFACT " + project + "/app:v1", "PUSH_ARTIFACT " + project + "/app:v2");
        JsonNode policy = read(policies(project) + "/" + deadId);
        assertThat(policy.at("/backlog").asInt()).isEqualTo(2);
        JsonNode waiting = read(policies(project) + "/" + deadId + "/executions?sort=id");
        assertThat(waiting.get(0).at("/metrics/scheduled_task_count").asInt()).isEqualTo(1);
        assertThat(waiting.get(1).at("/metrics/pending_task_count").asInt()).isEqualTo(1);
        patiently().untilAsserted(() -> {
            deliverAgain();
            JsonNode ended = read(policies(project) + "/" + deadId + "/executions");
            assertThat(ended.findValuesAsText("status")).containsExactly("Error", "Error");
            assertThat(ended.get(0).at("/status_message").asText()).startsWith("no answer");
        });
        assertThat(read(policies(project) + "/" + deadId).at("/backlog").asInt())
                .isZero();
    }

    @Test
    void sendsNothingToInternalAddressesNorToWhereARedirectPoints() {
        long direct = create(policy("direct", ALL, target(sink.url(), ""), ""));
        long named = create(policy("named", ALL, target("http://rebound.example:" + sink.port(), ""), ""));
        push("app", "v1");
        AddressGuard guard = new AddressGuard(
                host -> List.of(InetAddress.getByName(host.equals("rebound.example") ? "127.0.0.1" : host)),
                Runnable::run,
                _ -> false);
        deliver(guard);
        for (long id : List.of(direct, named)) {
            JsonNode execution =
                    read(policies(project) + "/" + id + "/executions").get(0);
            assertThat(execution.at("/status").asText()).isEqualTo("Error");
            assertThat(execution.at("/status_message").asText())
                    .isEqualTo("the host is unknown, or one that requests are not sent to");
        }
        assertThat(sink.received()).isEmpty();

        try (RecordingSink pointing = new RecordingSink()) {
            pointing.answer(_ -> new Answer(307, Map.of("Location", sink.url())));
            long redirected = create(policy("redirected", ALL, target(pointing.url(), ""), ""));
            push("app", "v2");
            patiently().untilAsserted(() -> {
                deliverAgain(Loopback.guard(_ -> true));
                JsonNode execution = read(policies(project) + "/" + redirected + "/executions")
                        .get(0);
                assertThat(execution.at("/status_message").asText())
                        .isEqualTo("answered with 307, a redirect, which is not followed");
                assertThat(execution.at("/status").asText()).isEqualTo("Error");
            });
            assertThat(pointing.received()).hasSize(PATIENCE.attempts());
        }
        // The other two policies, whose host is allowed now, have been told of the second push alone.
        assertThat(sink.received()).hasSize(1);
    }

    @Test
    void believesACertificateThatNobodyVouchesForOnlyWhenTold(@TempDir Path folder) throws Exception {
        TestCertificate certificate = TestCertificate.make(folder, "another.example");
        try (RecordingSink secure = new RecordingSink(Optional.of(certificate.server()))) {
            long strict = create(policy("strict", ALL, target(secure.url() + "/strict", ""), ""));
            String told = target(secure.url() + "/credulous", ",\"skip_cert_verify\":true");
            long credulous = create(policy("credulous", ALL, told, ""));
            push("app", "v1");
            patiently().untilAsserted(() -> {
                deliverAgain();
                JsonNode refused =
                        read(policies(project) + "/" + strict + "/executions").get(0);
                assertThat(refused.at("/status").asText()).isEqualTo("Error");
                assertThat(refused.at("/status_message").asText())
                        .isEqualTo("no answer: the server's certificate is not believed");
            });
            assertThat(read(policies(project) + "/" + credulous + "/executions").findValuesAsText("status"))
                    .containsExactly("Success");
            assertThat(secure.received())
                    .extracting(RecordingSink.Received::path)
                    .containsExactly("/credulous");
        }
    }

    @Test
    void signsWithThePolicysOwnSecretWhichStaysAndNobodyReads() throws Exception {
        String withSecret = target(sink.url(), ",\"auth_header\":\"Basic eA==\",\"secret\":\"key of the policy\"");
        long id = create(policy("signed", ALL, withSecret, ""));
        String shown = read(policies(project) + "/" + id).toString();
        assertThat(shown).contains("Basic eA==").doesNotContain("key of the policy");
        HttpResponse<String> updated =
                server.sendJson("PUT", policies(project) + "/" + id, shown, "Authorization", admin());
        assertThat(updated.statusCode()).as(updated.body()).isEqualTo(200);
        push("app", "v1");
        awaitDelivered("PUSH_ARTIFACT " + project + "/app:v1");
        RecordingSink.Received received = sink.received().getFirst();
        assertThat(received.header("Authorization")).contains("Basic eA==");
        assertThat(received.header("X-Shiplog-Signature-256"))
                .contains("sha256=" + hmac("key of the policy", received.body()));
        assertThat(server.webhooks.policies.happened().toString())
                .doesNotContain("key of the policy")
                .doesNotContain("eA==");
    }

    @Test
    void tellsOnlyOfTheRepositoriesAndTypesThatWereAskedFor() {
        create(policy(
                "filtered", "\"PUSH_ARTIFACT\"", target(sink.url(), ""), ",\"repositories\":[\"app-*\",\"deep/**\"]"));
        String digest = push("app-web", "v1");
        push("other", "v1");
        push("deep/er/still", "v1");
        server.send(
                "DELETE",
                "/v2/" + project + "/app-web/manifests/" + digest,
                BodyPublishers.noBody(),
                "Authorization",
                admin());
        deliver();
        assertThat(sink.about())
                .containsExactlyInAnyOrder(
                        "PUSH_ARTIFACT " + project + "/app-web:v1", "PUSH_ARTIFACT " + project + "/deep/er/still:v1");
    }

    @Test
    void aPolicyThatIsDisabledTellsNothingAndStopsWhatWaits() {
        String body = policy("switched", ALL, target(sink.url(), ""), "");
        long id = create(body);
        push("app", "v1");
        String off = body.replace("\"enabled\":true", "\"enabled\":false");
        assertThat(server.sendJson("PUT", policies(project) + "/" + id, off, "Authorization", admin())
                        .statusCode())
                .isEqualTo(200);
        push("app", "v2");
        deliver();
        assertThat(sink.received()).isEmpty();
        assertThat(read(policies(project) + "/" + id + "/executions").findValuesAsText("status"))
                .containsExactly("Stopped");
        server.sendJson("PUT", policies(project) + "/" + id, body, "Authorization", admin());
        server.webhooks.follow();
        server.set("notification_enable", "false");
        push("app", "v3");
        server.webhooks.follow();
        server.set("notification_enable", "true");
        push("app", "v4");
        awaitDelivered("PUSH_ARTIFACT " + project + "/app:v4");
    }

    @Test
    void writesCloudEventsAndSlackMessages() {
        create(policy("events", ALL, target(sink.url(), ",\"payload_format\":\"CloudEvents\""), ""));
        create(policy("chat", ALL, target(sink.url(), "").replace("\"http\"", "\"slack\""), ""));
        push("app", "v1");
        deliver();
        RecordingSink.Received event = sink.received().stream()
                .filter(request -> request.header("Content-Type").equals(Optional.of("application/cloudevents+json")))
                .findFirst()
                .orElseThrow();
        JsonNode json = event.json();
        assertThat(json.at("/specversion").asText()).isEqualTo("1.0");
        assertThat(json.at("/type").asText()).isEqualTo("harbor.artifact.pushed");
        assertThat(json.at("/source").asText()).startsWith("/projects/" + projects + "/webhook/policies/");
        assertThat(json.at("/id").asText())
                .isEqualTo(event.header("X-Shiplog-Delivery").orElseThrow());
        assertThat(json.at("/operator").asText()).isEqualTo("admin");
        assertThat(json.at("/datacontenttype").asText()).isEqualTo("application/json");
        assertThat(json.at("/data/resources/0/tag").asText()).isEqualTo("v1");
        RecordingSink.Received chat = sink.received().stream()
                .filter(request -> request.json().has("blocks"))
                .findFirst()
                .orElseThrow();
        assertThat(chat.json().at("/blocks/1/text/text").asText()).isEqualTo("*event_type:* PUSH_ARTIFACT");
        assertThat(chat.body()).contains(project + "/app");
    }

    @Test
    void deliversATestWhenAsked() {
        long id = create(policy("tried", ALL, target(sink.url(), ""), ""));
        String path = "/api/shiplog/v1/projects/" + project + "/webhook/policies/" + id + "/test";
        HttpResponse<String> begun =
                server.sendJson("POST", path, "{\"event_type\":\"DELETE_ARTIFACT\"}", "Authorization", admin());
        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(201);
        awaitDelivered("DELETE_ARTIFACT " + project + "/webhook-test:test");
        assertThat(read(header(begun, "Location")).get(0).at("/status").asText())
                .isEqualTo("Success");
        assertThat(server.sendJson("POST", path, "{\"event_type\":\"NONE\"}", "Authorization", admin())
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void whatANodeLeavesWhenItDiesIsDeliveredByAnotherAndItsLateWordsChangeNothing() {
        create(policy("survives", ALL, target(sink.url(), ""), ""));
        push("app", "v1");
        push("app", "v2");
        DeliveryQueue queue = server.webhooks.queue();
        Lane lost = TestServer.await(queue.acquire()).orElseThrow();
        Delivery begun = TestServer.await(queue.next(lost)).orElseThrow();
        deliver();
        assertThat(sink.received()).isEmpty();
        server.webhooks.run("UPDATE webhook_lane SET held_until = now() - INTERVAL '1 second'");
        Lane taken = TestServer.await(queue.acquire()).orElseThrow();
        TestServer.await(queue.succeed(lost, begun, "too late"));
        TestServer.await(queue.retry(lost, begun, "too late", Duration.ofHours(1)));
        assertThat(TestServer.await(queue.next(lost))).isEmpty();
        run(Loopback.guard()).run(taken, () -> false);
        assertThat(sink.about())
                .containsExactly("PUSH_ARTIFACT " + project + "/app:v1", "PUSH_ARTIFACT " + project + "/app:v2");
    }
}
