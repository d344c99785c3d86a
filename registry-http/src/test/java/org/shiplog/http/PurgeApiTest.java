package org.shiplog.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.TestServer.admin;
import static org.shiplog.http.TestServer.alice;
import static org.shiplog.http.TestServer.await;
import static org.shiplog.http.TestServer.error;
import static org.shiplog.http.TestServer.header;
import static org.shiplog.http.TestServer.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shiplog.domain.job.Schedule.ScheduleCommand;
import org.shiplog.domain.job.ScheduleId;
import org.shiplog.domain.job.Trigger;
import org.shiplog.http.api.port.JobStarter.Job;
import org.shiplog.projections.job.JobBoard;

class PurgeApiTest {
    private static final ScheduleId ID = new ScheduleId(InMemoryJobs.PURGE, 0);
    private static final String PURGES = "/api/v2.0/system/purgeaudit";
    private static final String SCHEDULE = PURGES + "/schedule";
    private static final String PARAMETERS =
            "{\"audit_retention_hour\":168,\"include_event_types\":\"create_artifact, other\",\"dry_run\":true}";

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = new TestServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static HttpResponse<String> post(String body) {
        return server.sendJson("POST", SCHEDULE, body, "Authorization", admin());
    }

    private static HttpResponse<String> put(String body) {
        return server.sendJson("PUT", SCHEDULE, body, "Authorization", admin());
    }

    private static HttpResponse<String> get(String path) {
        return server.get(path, "Authorization", admin());
    }

    private static String body(String schedule) {
        return "{\"schedule\":" + schedule + ",\"parameters\":" + PARAMETERS + "}";
    }

    @Test
    void runsAtOnceShowsAndStops() {
        HttpResponse<String> started = post(body("{\"type\":\"Manual\"}"));
        assertThat(started.statusCode()).isEqualTo(201);
        String location = header(started, "Location");
        assertThat(location).matches("/api/v2.0/system/purgeaudit/[0-9]+");
        JsonNode purge = json(get(location));
        assertThat(purge.toString())
                .isEqualTo("{\"id\":" + location.substring(location.lastIndexOf('/') + 1)
                        + ",\"job_name\":\"PURGE_AUDIT_LOG\",\"job_kind\":\"MANUAL\",\"job_parameters\":"
                        + "\"{\\\"audit_retention_hour\\\":168,\\\"include_event_types\\\":\\\"create_artifact,other\\\","
                        + "\\\"dry_run\\\":true}\",\"schedule\":{\"type\":\"Manual\"},\"job_status\":\"Running\","
                        + "\"deleted\":false,\"creation_time\":\"2026-11-21T09:00:00Z\","
                        + "\"update_time\":\"2026-11-21T09:00:00Z\"}");
        HttpResponse<String> history = get(PURGES);
        assertThat(json(history).get(0)).isEqualTo(purge);
        assertThat(header(history, "X-Total-Count")).isEqualTo("1");

        long task = json(get(location.replace("/v2.0/system/purgeaudit", "/shiplog/v1/executions") + "/tasks"))
                .at("/0/id")
                .asLong();
        server.jobs.logs.put(
                task, List.of(new JobBoard.LogLine(Instant.parse("2026-11-21T09:00:01Z"), "5 acts are older")));
        HttpResponse<String> log = get(location + "/log");
        assertThat(log.body()).isEqualTo("2026-11-21T09:00:01Z 5 acts are older\n");
        assertThat(header(log, "Content-Type")).startsWith("text/plain");

        assertThat(server.sendJson("PUT", location, "", "Authorization", admin())
                        .statusCode())
                .isEqualTo(200);
        assertThat(json(get(location)).at("/job_status").asText()).isEqualTo("Stopped");
        assertThat(server.sendJson("PUT", location, "", "Authorization", admin())
                        .statusCode())
                .as("again")
                .isEqualTo(200);
    }

    @Test
    void keepsReplacesAndForgetsASchedule() {
        assertThat(put("{\"schedule\":{\"type\":\"None\"}}").statusCode()).isEqualTo(200);
        HttpResponse<String> none = get(SCHEDULE);
        assertThat(none.statusCode()).isEqualTo(200);
        assertThat(none.body()).isEqualTo("{}");

        assertThat(post(body("{\"type\":\"Daily\"}")).statusCode()).isEqualTo(201);
        JsonNode daily = json(get(SCHEDULE));
        assertThat(daily.at("/job_kind").asText()).isEqualTo("0 0 0 * * *");
        assertThat(daily.at("/schedule/type").asText()).isEqualTo("Daily");
        assertThat(daily.at("/schedule/next_scheduled_time").asText()).endsWith("T00:00:00Z");
        assertThat(daily.at("/job_parameters").asText()).contains("\"audit_retention_hour\":168");

        assertThat(put(body("{\"type\":\"Custom\",\"cron\":\"0 30 3 * * SAT\"}"))
                        .statusCode())
                .isEqualTo(200);
        JsonNode custom = json(get(SCHEDULE));
        assertThat(custom.at("/schedule/cron").asText()).isEqualTo("0 30 3 * * SAT");
        assertThat(custom.at("/id")).isEqualTo(daily.at("/id"));
        JsonNode listed = json(get("/api/v2.0/schedules"));
        assertThat(listed).hasSize(1);
        assertThat(listed.at("/0/vendor_type").asText()).isEqualTo("PURGE_AUDIT_LOG");
        assertThat(listed.at("/0/cron").asText()).isEqualTo("0 30 3 * * SAT");
        assertThat(listed.at("/0").has("waits_for")).isFalse();
        Instant due = fired(7);
        schedule(new ScheduleCommand.HoldSchedule(due, 7));
        assertThat(json(get("/api/v2.0/schedules")).at("/0/waits_for").asLong()).isEqualTo(7);

        assertThat(put("{\"schedule\":{\"type\":\"None\",\"cron\":\"\"},\"parameters\":{}}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(get(SCHEDULE).body()).isEqualTo("{}");
    }

    /** Fires it. @return when it is due again */
    private static Instant fired(long executionId) {
        Instant due = next();
        schedule(new ScheduleCommand.FireSchedule(due, executionId, due));
        return next();
    }

    private static Instant next() {
        return await(server.jobs.schedules.stateAt(ID, Instant.MAX)).next().orElseThrow();
    }

    private static void schedule(ScheduleCommand command) {
        await(server.jobs.schedules.execute(ID, command, TestServer.provenance()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"schedule\":{}}",
                "{\"schedule\":{\"type\":\"Sometimes\"},\"parameters\":{}}",
                "{\"schedule\":{\"type\":\"Manual\"}}",
                "{\"schedule\":{\"type\":\"Manual\"},\"parameters\":{}}",
                "{\"schedule\":{\"type\":\"Manual\"},\"parameters\":{\"audit_retention_hour\":-1,\"include_event_types\":\"other\"}}",
                "{\"schedule\":{\"type\":\"Manual\"},\"parameters\":{\"audit_retention_hour\":240001,\"include_event_types\":\"other\"}}",
                "{\"schedule\":{\"type\":\"Manual\"},\"parameters\":{\"audit_retention_hour\":\"1\",\"include_event_types\":\"other\"}}",
                "{\"schedule\":{\"type\":\"Manual\"},\"parameters\":{\"audit_retention_hour\":1,\"include_event_types\":\"\"}}",
                "{\"schedule\":{\"type\":\"Manual\"},\"parameters\":{\"audit_retention_hour\":1,\"include_event_types\":\"drop_table\"}}",
                "{\"schedule\":{\"type\":\"Manual\"},\"parameters\":{\"audit_retention_hour\":1,\"include_event_types\":\"other\",\"x\":1}}",
                "{\"schedule\":{\"type\":\"Manual\",\"x\":1},\"parameters\":{\"audit_retention_hour\":1,\"include_event_types\":\"other\"}}",
                "{\"schedule\":{\"type\":\"Custom\"},\"parameters\":{\"audit_retention_hour\":1,\"include_event_types\":\"other\"}}",
                "{\"schedule\":{\"type\":\"Custom\",\"cron\":\"whenever\"},\"parameters\":{\"audit_retention_hour\":1,\"include_event_types\":\"other\"}}",
                "{\"schedule\":{\"type\":\"Custom\",\"cron\":\"* * * *"
                        + " *\"},\"parameters\":{\"audit_retention_hour\":1,\"include_event_types\":\"other\"}}",
                "{\"schedule\":{\"type\":\"Custom\",\"cron\":\"0 0 0 30 2"
                        + " *\"},\"parameters\":{\"audit_retention_hour\":1,\"include_event_types\":\"other\"}}",
                "[]",
                "nothing"
            })
    void refusesWhatItDoesNotUnderstand(String body) {
        long before = server.jobs.executions.events() + server.jobs.schedules.events();
        HttpResponse<String> refused = post(body);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(error(refused)).isEqualTo("400 BAD_REQUEST");
        assertThat(put(body).statusCode()).isEqualTo(400);
        assertThat(server.jobs.executions.events() + server.jobs.schedules.events())
                .isEqualTo(before);
    }

    @Test
    void refusesWhatIsTooMuch() {
        String types = "create_artifact,".repeat(1_000);
        assertThat(post(body("{\"type\":\"Manual\"}").replace("create_artifact, other", types))
                        .statusCode())
                .isEqualTo(400);
        assertThat(post(body("{\"type\":\"Custom\",\"cron\":\"0 " + "1,".repeat(500) + "1 * * * *\"}"))
                        .statusCode())
                .isEqualTo(400);
        assertThat(post(body("{\"type\":\"Manual\"}").replace("other", "x".repeat(70_000)))
                        .statusCode())
                .isEqualTo(413);
        assertThat(put(body("{\"type\":\"Manual\"}")).statusCode()).isEqualTo(400);
    }

    @Test
    void knowsPurgesOnly() {
        long other = await(server.jobs.start(
                new Job(InMemoryJobs.OTHER, 1, Trigger.EVENT, "{}", List.of("{}")), TestServer.provenance()));
        for (String id : List.of(Long.toString(other), "999999", "0", "-1", "x", "99999999999999999999")) {
            assertThat(get(PURGES + "/" + id).statusCode()).as(id).isEqualTo(404);
            assertThat(get(PURGES + "/" + id + "/log").statusCode()).as(id).isEqualTo(404);
            assertThat(server.sendJson("PUT", PURGES + "/" + id, "", "Authorization", admin())
                            .statusCode())
                    .as(id)
                    .isEqualTo(404);
        }
    }

    @Test
    void isForAdministrators() {
        assertThat(server.get(SCHEDULE, "Authorization", alice()).statusCode()).isEqualTo(403);
        assertThat(server.sendJson("POST", SCHEDULE, body("{\"type\":\"Manual\"}"), "Authorization", alice())
                        .statusCode())
                .isEqualTo(403);
        assertThat(server.get(SCHEDULE).statusCode()).isEqualTo(401);
    }
}
