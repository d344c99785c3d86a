package org.shiplog.http.api.job;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.shiplog.domain.access.Permission;
import org.shiplog.domain.job.ExecutionCommand;
import org.shiplog.domain.job.JobType;
import org.shiplog.http.api.json.Json;
import org.shiplog.http.api.json.JsonBody;
import org.shiplog.http.api.json.PathNumber;
import org.shiplog.http.api.port.JobPorts;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.http.route.Handler;
import org.shiplog.http.route.PathTemplate;
import org.shiplog.http.route.Route;
import org.shiplog.projections.job.JobBoard;

/** Pools of workers, which are nodes; what their workers do; and the queues they take it from. A job's id is its task's number. */
public final class JobServiceRoutes {
    private static final String POOLS = "/api/v2.0/jobservice/pools";
    private static final String JOB = "/api/v2.0/jobservice/jobs/{job_id}";
    private static final String QUEUES = "/api/v2.0/jobservice/queues";
    private static final String ALL = "all";
    private static final Permission LIST = new Permission("jobservice-monitor", "list");
    private static final Permission STOP = new Permission("jobservice-monitor", "stop");
    private static final int MAX_ACTION = 16;

    private final JobPorts ports;
    private final JsonBody bodies;
    private final QueueActions actions;

    public JobServiceRoutes(JobPorts ports, JsonBody bodies) {
        this.ports = ports;
        this.bodies = bodies;
        this.actions = new QueueActions(ports);
    }

    public List<Route> routes() {
        return List.of(
                route("getWorkerPools", HttpMethods.GET, POOLS, LIST, _ -> pools()),
                route("getWorkers", HttpMethods.GET, POOLS + "/{pool_id}/workers", LIST, this::workers),
                route("stopRunningJob", HttpMethods.PUT, JOB, STOP, this::stop),
                route("actionGetJobLog", HttpMethods.GET, JOB + "/log", LIST, this::log),
                route("listJobQueues", HttpMethods.GET, QUEUES, LIST, _ -> queues()),
                route("actionPendingJobs", HttpMethods.PUT, QUEUES + "/{job_type}", STOP, this::act));
    }

    private static Route route(String id, HttpMethod method, String path, Permission permission, Handler handler) {
        return new Route(id, method, PathTemplate.of(path), new Access.OnSystem(permission), handler);
    }

    private CompletionStage<HttpResponse> pools() {
        return ports.lists().pools().thenApply(pools -> {
            ArrayNode json = Json.array();
            pools.forEach(pool -> json.addObject()
                    .put("worker_pool_id", pool.poolId())
                    .put("pid", pool.pid())
                    .put("host", pool.host())
                    .put("concurrency", pool.concurrency())
                    .put("start_at", pool.startedAt().toString())
                    .put("heartbeat_at", pool.heartbeatAt().toString()));
            return Json.ok(json);
        });
    }

    private CompletionStage<HttpResponse> workers(Call call) {
        String pool = call.path().getOrDefault("pool_id", "");
        return ports.lists().pools().thenCombine(ports.lists().workers(), (pools, workers) -> {
            if (!pool.equals(ALL)
                    && pools.stream().noneMatch(known -> known.poolId().equals(pool))) {
                return ErrorResponse.of(ApiError.NOT_FOUND, "no such pool");
            }
            ArrayNode json = Json.array();
            workers.stream()
                    .filter(worker -> pool.equals(ALL) || worker.poolId().equals(pool))
                    .forEach(worker -> json.add(json(worker)));
            return Json.ok(json);
        });
    }

    private static ObjectNode json(JobBoard.Worker worker) {
        ObjectNode json = Json.object()
                .put("id", worker.poolId() + "-" + worker.taskId())
                .put("pool_id", worker.poolId())
                .put("job_name", worker.type())
                .put("job_id", Long.toString(worker.taskId()))
                .put("start_at", worker.startedAt().toString());
        worker.checkIn().ifPresent(text -> json.put("check_in", text));
        worker.checkedInAt().ifPresent(at -> json.put("checkin_at", at.toString()));
        return json;
    }

    private CompletionStage<HttpResponse> stop(Call call) {
        return bodies.discard(call.request())
                .thenCompose(_ -> ports.lists().task(PathNumber.of(call, "job_id")))
                .thenCompose(found -> found.isEmpty()
                        ? completedFuture(unknown())
                        : ports.executions()
                                .execute(
                                        found.get().executionId(),
                                        new ExecutionCommand.StopTask(
                                                found.get().taskId()),
                                        call.provenance())
                                .thenApply(_ -> HttpResponse.create()));
    }

    private CompletionStage<HttpResponse> log(Call call) {
        return ports.lists()
                .task(PathNumber.of(call, "job_id"))
                .thenCompose(found -> found.isEmpty()
                        ? completedFuture(unknown())
                        : ports.lists().log(found.get().taskId()).thenApply(ExecutionJson::log));
    }

    private static HttpResponse unknown() {
        return ErrorResponse.of(ApiError.NOT_FOUND, "no such job");
    }

    private CompletionStage<HttpResponse> queues() {
        return ports.lists().queues().thenApply(waiting -> {
            Map<String, JobBoard.Queue> byType = new TreeMap<>();
            actions.types().forEach(type -> byType.put(type.value(), new JobBoard.Queue(type.value(), 0, 0, false)));
            waiting.forEach(queue -> byType.put(queue.type(), queue));
            byType.remove(JobType.SCHEDULER.value());
            ArrayNode json = Json.array();
            byType.values()
                    .forEach(queue -> json.addObject()
                            .put("job_type", queue.type())
                            .put("count", queue.count())
                            .put("latency", queue.latencySeconds())
                            .put("paused", queue.paused()));
            return Json.ok(json);
        });
    }

    private CompletionStage<HttpResponse> act(Call call) {
        return bodies.read(
                call.request(),
                fields ->
                        fields.only(Set.of("action")).text("action", MAX_ACTION).orElse(""),
                action -> actions.act(call, call.path().getOrDefault("job_type", ""), action));
    }
}
