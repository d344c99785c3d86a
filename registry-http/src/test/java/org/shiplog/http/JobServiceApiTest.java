package org.shiplog.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.TestServer.admin;
import static org.shiplog.http.TestServer.alice;
import static org.shiplog.http.TestServer.await;
import static org.shiplog.http.TestServer.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.shiplog.domain.job.ExecutionCommand;
import org.shiplog.domain.job.Trigger;
import org.shiplog.http.api.port.JobStarter.Job;
import org.shiplog.projections.job.JobBoard;

class JobServiceApiTest {
    private static final String SERVICE = "/api/v2.0/jobservice";
    private static final String EXECUTIONS = "/api/shiplog/v1/executions";

    private TestServer server;

    @BeforeEach
    void start() {
        server = new TestServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<String> get(String path) {
        return server.get(path, "Authorization", admin());
    }

    private int put(String path, String body) {
        return server.sendJson("PUT", path, body, "Authorization", admin()).statusCode();
    }

    private long started(int tasks) {
        return await(server.jobs.start(
                new Job(
                        InMemoryJobs.OTHER,
                        4,
                        Trigger.EVENT,
                        "{\"event_type\":\"PUSH_ARTIFACT\"}",
                        List.of("{}", "{}", "{}").subList(0, tasks)),
                TestServer.provenance()));
    }

    @Test
    void showsPoolsAndWorkers() {
        assertThat(get(SERVICE + "/pools").body())
                .isEqualTo("[{\"worker_pool_id\":\"pool-1\",\"pid\":4711,\"host\":\"node-1\",\"concurrency\":10,"
                        + "\"start_at\":\"2026-11-21T09:00:00Z\",\"heartbeat_at\":\"2026-11-21T09:00:00Z\"}]");
        String workers =
                "[{\"id\":\"pool-1-7\",\"pool_id\":\"pool-1\",\"job_name\":\"PURGE_AUDIT_LOG\",\"job_id\":\"7\","
                    + "\"start_at\":\"2026-11-21T09:00:00Z\",\"check_in\":\"half\",\"checkin_at\":\"2026-11-21T09:00:00Z\"}]";
        assertThat(get(SERVICE + "/pools/all/workers").body()).isEqualTo(workers);
        assertThat(get(SERVICE + "/pools/pool-1/workers").body()).isEqualTo(workers);
        assertThat(get(SERVICE + "/pools/pool-2/workers").statusCode()).isEqualTo(404);
    }

    @Test
    void showsExecutionsAndTheirProgress() {
        long id = started(3);
        JsonNode tasks = json(get(EXECUTIONS + "/" + id + "/tasks"));
        assertThat(tasks).hasSize(3);
        long task = tasks.at("/0/id").asLong();
        await(server.jobs.executions.execute(
                id, new ExecutionCommand.BeginAttempt(task, 1, "node", Instant.EPOCH), TestServer.provenance()));
        assertThat(get(EXECUTIONS + "/" + id).body())
                .isEqualTo(
                        "{\"id\":" + id + ",\"vendor_type\":\"SCAN_ALL\",\"vendor_id\":4,\"status\":\"Running\","
                                        + "\"status_message\":\"\",\"trigger\":\"EVENT\",\"metrics\":{\"task_count\":3,"
                                        + "\"pending_task_count\":2,\"running_task_count\":1},"
                                        + "\"extra_attrs\":{\"event_type\":\"PUSH_ARTIFACT\"},\"start_time\":\"2026-11-21T09:00:00Z\"}");
        assertThat(json(get(EXECUTIONS + "/" + id + "/tasks")).get(0).toString())
                .isEqualTo("{\"id\":" + task + ",\"execution_id\":" + id
                        + ",\"status\":\"Running\",\"status_message\":\"\","
                        + "\"run_count\":1,\"extra_attrs\":{},\"creation_time\":\"2026-11-21T09:00:00Z\","
                        + "\"update_time\":\"2026-11-21T09:00:00Z\"}");
        assertThat(json(get(EXECUTIONS))).hasSize(1);
        assertThat(json(get(EXECUTIONS + "?vendor_type=SCAN_ALL"))).hasSize(1);
        assertThat(json(get(EXECUTIONS + "?vendor_type=PURGE_AUDIT_LOG"))).isEmpty();
        assertThat(get(EXECUTIONS + "?vendor_type=x").statusCode()).isEqualTo(400);
        assertThat(get(EXECUTIONS + "/1").statusCode()).isEqualTo(404);
        assertThat(get(EXECUTIONS + "/1/tasks").statusCode()).isEqualTo(404);
    }

    @Test
    void stopsAJobAndShowsItsLog() {
        long id = started(2);
        long task = json(get(EXECUTIONS + "/" + id + "/tasks")).at("/0/id").asLong();
        server.jobs.logs.put(task, List.of(new JobBoard.LogLine(Instant.EPOCH, "hello")));
        assertThat(get(SERVICE + "/jobs/" + task + "/log").body()).isEqualTo("1970-01-01T00:00:00Z hello\n");
        assertThat(put(SERVICE + "/jobs/" + task, "")).isEqualTo(200);
        assertThat(json(get(EXECUTIONS + "/" + id))
                        .at("/metrics/stopped_task_count")
                        .asInt())
                .isEqualTo(1);
        for (String unknown : List.of("1", "0", "x", "99999999999999999999")) {
            assertThat(put(SERVICE + "/jobs/" + unknown, "")).isEqualTo(404);
            assertThat(get(SERVICE + "/jobs/" + unknown + "/log").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void pausesResumesAndEmptiesQueues() {
        assertThat(json(get(SERVICE + "/queues")).toString())
                .isEqualTo("[{\"job_type\":\"PURGE_AUDIT_LOG\",\"count\":0,\"latency\":0,\"paused\":false},"
                        + "{\"job_type\":\"SCAN_ALL\",\"count\":0,\"latency\":0,\"paused\":false},"
                        + "{\"job_type\":\"SLACK\",\"count\":0,\"latency\":0,\"paused\":false},"
                        + "{\"job_type\":\"WEBHOOK\",\"count\":0,\"latency\":0,\"paused\":false}]");
        long id = started(3);
        assertThat(put(SERVICE + "/queues/SCAN_ALL", "{\"action\":\"pause\"}")).isEqualTo(200);
        assertThat(json(get(SERVICE + "/queues")).get(1).toString())
                .isEqualTo("{\"job_type\":\"SCAN_ALL\",\"count\":3,\"latency\":3,\"paused\":true}");
        assertThat(put(SERVICE + "/queues/all", "{\"action\":\"pause\"}")).isEqualTo(200);
        assertThat(json(get(SERVICE + "/queues")).at("/0/paused").asBoolean()).isTrue();
        assertThat(put(SERVICE + "/queues/all", "{\"action\":\"resume\"}")).isEqualTo(200);
        assertThat(json(get(SERVICE + "/queues")).at("/1/paused").asBoolean()).isFalse();
        assertThat(put(SERVICE + "/queues/SCAN_ALL", "{\"action\":\"stop\"}")).isEqualTo(200);
        assertThat(json(get(EXECUTIONS + "/" + id)).at("/status").asText()).isEqualTo("Stopped");
    }

    @Test
    void pausesAllSchedules() {
        String paused = "/api/v2.0/schedules/all/paused";
        assertThat(get(paused).body()).isEqualTo("{\"paused\":false}");
        assertThat(put(SERVICE + "/queues/SCHEDULER", "{\"action\":\"pause\"}")).isEqualTo(200);
        assertThat(get(paused).body()).isEqualTo("{\"paused\":true}");
        assertThat(json(get(SERVICE + "/queues"))).hasSize(4);
        assertThat(put(SERVICE + "/queues/SCHEDULER", "{\"action\":\"stop\"}")).isEqualTo(422);
        assertThat(get("/api/v2.0/schedules/SCAN_ALL/paused").statusCode()).isEqualTo(400);
    }

    @Test
    void refusesWhatItDoesNotUnderstand() {
        assertThat(put(SERVICE + "/queues/WEBHOOK", "{\"action\":\"stop\"}")).isEqualTo(422);
        assertThat(put(SERVICE + "/queues/SCAN_ALL", "{\"action\":\"explode\"}"))
                .isEqualTo(422);
        assertThat(put(SERVICE + "/queues/SCAN_ALL", "{}")).isEqualTo(422);
        assertThat(put(SERVICE + "/queues/SCAN_ALL", "{\"action\":\"stop\",\"x\":1}"))
                .isEqualTo(400);
        assertThat(put(SERVICE + "/queues/NO_SUCH_TYPE", "{\"action\":\"stop\"}"))
                .isEqualTo(404);
        assertThat(put(SERVICE + "/queues/webhook", "{\"action\":\"stop\"}")).isEqualTo(404);
    }

    @Test
    void isForAdministrators() {
        for (String path : List.of("/pools", "/pools/all/workers", "/jobs/1/log", "/queues")) {
            assertThat(server.get(SERVICE + path, "Authorization", alice()).statusCode())
                    .isEqualTo(403);
        }
        assertThat(server.get("/api/v2.0/schedules", "Authorization", alice()).statusCode())
                .isEqualTo(403);
        assertThat(server.get(EXECUTIONS, "Authorization", alice()).statusCode())
                .isEqualTo(403);
    }
}
