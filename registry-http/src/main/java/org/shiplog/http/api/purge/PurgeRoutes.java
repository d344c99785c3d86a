package org.shiplog.http.api.purge;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.shiplog.domain.access.Permission;
import org.shiplog.domain.job.ExecutionCommand;
import org.shiplog.domain.job.Schedule.Plan;
import org.shiplog.domain.job.Schedule.ScheduleCommand;
import org.shiplog.domain.job.ScheduleId;
import org.shiplog.domain.job.Trigger;
import org.shiplog.http.api.job.ExecutionJson;
import org.shiplog.http.api.job.ScheduleRequest;
import org.shiplog.http.api.json.Json;
import org.shiplog.http.api.json.JsonBody;
import org.shiplog.http.api.json.ListRequest;
import org.shiplog.http.api.json.PathNumber;
import org.shiplog.http.api.port.Ids;
import org.shiplog.http.api.port.JobLists;
import org.shiplog.http.api.port.JobPorts;
import org.shiplog.http.api.port.JobStarter;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.http.route.Handler;
import org.shiplog.http.route.PathTemplate;
import org.shiplog.http.route.Route;
import org.shiplog.projections.job.JobExecution;
import org.shiplog.projections.job.JobSchedule;
import org.shiplog.projections.job.JobTask;
import org.shiplog.projections.query.ListQuery;
import org.shiplog.projections.query.Listing;

/** Purges the audit log, at once or by a schedule, and shows how it went. */
public final class PurgeRoutes {
    private static final String PURGES = "/api/v2.0/system/purgeaudit";
    private static final String PURGE = PURGES + "/{purge_id}";
    private static final String SCHEDULE = PURGES + "/schedule";
    private static final ScheduleId ID = new ScheduleId(PurgePolicy.TYPE, 0);

    private final JobPorts ports;
    private final Ids ids;
    private final JsonBody bodies;

    public PurgeRoutes(JobPorts ports, Ids ids, JsonBody bodies) {
        this.ports = ports;
        this.ids = ids;
        this.bodies = bodies;
    }

    public List<Route> routes() {
        return List.of(
                route("getPurgeHistory", HttpMethods.GET, PURGES, "list", this::history),
                route("getPurgeJob", HttpMethods.GET, PURGE, "read", this::show),
                route("stopPurge", HttpMethods.PUT, PURGE, "stop", this::stop),
                route("getPurgeJobLog", HttpMethods.GET, PURGE + "/log", "read", this::log),
                route("getPurgeSchedule", HttpMethods.GET, SCHEDULE, "read", _ -> schedule()),
                route("createPurgeSchedule", HttpMethods.POST, SCHEDULE, "create", this::create),
                route("updatePurgeSchedule", HttpMethods.PUT, SCHEDULE, "update", this::update));
    }

    private static Route route(String id, HttpMethod method, String path, String action, Handler handler) {
        return new Route(
                id, method, PathTemplate.of(path), new Access.OnSystem(new Permission("purge-audit", action)), handler);
    }

    private CompletionStage<HttpResponse> history(Call call) {
        return ListRequest.of(call.request())
                .answer(
                        list -> ports.lists().executions(new JobLists.Scope.OfType(PurgePolicy.TYPE), list),
                        PurgeRoutes::json);
    }

    private CompletionStage<HttpResponse> show(Call call) {
        return with(call, purge -> completedFuture(Json.ok(json(purge))));
    }

    private CompletionStage<HttpResponse> stop(Call call) {
        return bodies.discard(call.request())
                .thenCompose(_ -> with(
                        call,
                        purge -> ports.executions()
                                .execute(purge.executionId(), new ExecutionCommand.StopExecution(), call.provenance())
                                .thenApply(_ -> HttpResponse.create())));
    }

    private CompletionStage<HttpResponse> log(Call call) {
        return with(
                call,
                purge -> ports.lists()
                        .tasks(purge.executionId(), ListQuery.first())
                        .thenCompose(this::log));
    }

    /** A purge has one task. */
    private CompletionStage<HttpResponse> log(Listing<JobTask> tasks) {
        return switch (tasks) {
            case Listing.Page<JobTask> page ->
                ports.lists().log(page.rows().getFirst().taskId()).thenApply(ExecutionJson::log);
            case Listing.Misfit<JobTask>(String message) -> throw new IllegalStateException(message);
        };
    }

    /** Answers by the purge; executions of other types are unknown here. */
    private CompletionStage<HttpResponse> with(
            Call call, Function<JobExecution, CompletionStage<HttpResponse>> answer) {
        return ports.lists()
                .execution(PathNumber.of(call, "purge_id"))
                .thenCompose(found -> found.filter(execution -> execution.type().equals(PurgePolicy.TYPE.value()))
                        .map(answer)
                        .orElseGet(() -> completedFuture(ErrorResponse.of(ApiError.NOT_FOUND, "no such purge"))));
    }

    /** An empty object when nothing is scheduled. */
    private CompletionStage<HttpResponse> schedule() {
        return ports.lists()
                .schedule(ID)
                .thenApply(found -> Json.ok(found.map(PurgeRoutes::json).orElseGet(Json::object)));
    }

    private CompletionStage<HttpResponse> create(Call call) {
        return bodies.read(call.request(), PurgeRequest::of, request -> switch (request.when()) {
            case ScheduleRequest.Now _ -> start(call, request.policy().orElseThrow());
            case ScheduleRequest.Never _ -> remove(call).thenApply(_ -> created(SCHEDULE));
            case ScheduleRequest.Repeated repeated ->
                set(call, repeated, request.policy().orElseThrow()).thenApply(_ -> created(SCHEDULE));
        });
    }

    private CompletionStage<HttpResponse> update(Call call) {
        return bodies.read(call.request(), PurgeRequest::of, request -> switch (request.when()) {
            case ScheduleRequest.Now _ ->
                completedFuture(
                        ErrorResponse.of(ApiError.BAD_REQUEST, "a schedule cannot be changed to Manual: use POST"));
            case ScheduleRequest.Never _ -> remove(call).thenApply(_ -> HttpResponse.create());
            case ScheduleRequest.Repeated repeated ->
                set(call, repeated, request.policy().orElseThrow()).thenApply(_ -> HttpResponse.create());
        });
    }

    private CompletionStage<HttpResponse> start(Call call, PurgePolicy policy) {
        JobStarter.Job job =
                new JobStarter.Job(PurgePolicy.TYPE, 0, Trigger.MANUAL, policy.json(), List.of(policy.json()));
        return ports.starter().start(job, call.provenance()).thenApply(id -> created(PURGES + "/" + id));
    }

    /** A schedule that is there is replaced. */
    private CompletionStage<?> set(Call call, ScheduleRequest.Repeated repeated, PurgePolicy policy) {
        return ids.next(Ids.Sequence.SCHEDULE).thenCompose(id -> {
            Plan plan = new Plan(id, repeated.repetition(), repeated.cron(), policy.json());
            return ports.schedules()
                    .execute(
                            ID,
                            new ScheduleCommand.SetSchedule(
                                    plan, call.provenance().at()),
                            call.provenance());
        });
    }

    private CompletionStage<?> remove(Call call) {
        return ports.schedules().execute(ID, new ScheduleCommand.RemoveSchedule(), call.provenance());
    }

    private static HttpResponse created(String location) {
        return HttpResponse.create().withStatus(StatusCodes.CREATED).addHeader(RawHeader.create("Location", location));
    }

    private static ObjectNode json(JobExecution purge) {
        boolean manual = purge.trigger().equals(Trigger.MANUAL.name());
        ObjectNode json = Json.object()
                .put("id", purge.executionId())
                .put("job_name", purge.type())
                .put("job_kind", purge.trigger())
                .put("job_parameters", purge.attributes());
        json.putObject("schedule").put("type", manual ? "Manual" : "Schedule");
        return json.put("job_status", purge.status())
                .put("deleted", false)
                .put("creation_time", purge.startedAt().toString())
                .put("update_time", purge.updatedAt().toString());
    }

    private static ObjectNode json(JobSchedule schedule) {
        ObjectNode json = Json.object()
                .put("id", schedule.scheduleId())
                .put("job_name", schedule.type())
                .put("job_kind", schedule.cron())
                .put("job_parameters", schedule.parameters());
        json.putObject("schedule")
                .put("type", schedule.repetition())
                .put("cron", schedule.cron())
                .put("next_scheduled_time", schedule.nextDue().toString());
        return json.put("deleted", false)
                .put("creation_time", schedule.createdAt().toString())
                .put("update_time", schedule.updatedAt().toString());
    }
}
