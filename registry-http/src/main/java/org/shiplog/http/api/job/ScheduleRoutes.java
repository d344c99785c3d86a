package org.shiplog.http.api.job;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.shiplog.domain.access.Permission;
import org.shiplog.domain.job.JobType;
import org.shiplog.http.api.json.Json;
import org.shiplog.http.api.json.ListRequest;
import org.shiplog.http.api.port.JobLists;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.http.route.PathTemplate;
import org.shiplog.http.route.Route;
import org.shiplog.projections.job.JobSchedule;

/** Shows what is scheduled, and whether schedules start anything. */
public final class ScheduleRoutes {
    private static final Access LIST = new Access.OnSystem(new Permission("jobservice-monitor", "list"));

    private final JobLists lists;

    public ScheduleRoutes(JobLists lists) {
        this.lists = lists;
    }

    public List<Route> routes() {
        return List.of(
                new Route(
                        "listSchedules",
                        HttpMethods.GET,
                        PathTemplate.of("/api/v2.0/schedules"),
                        LIST,
                        call -> ListRequest.of(call.request()).answer(lists::schedules, ScheduleRoutes::json)),
                new Route(
                        "getSchedulePaused",
                        HttpMethods.GET,
                        PathTemplate.of("/api/v2.0/schedules/{job_type}/paused"),
                        LIST,
                        this::paused));
    }

    private static ObjectNode json(JobSchedule schedule) {
        ObjectNode json = Json.object()
                .put("id", schedule.scheduleId())
                .put("vendor_type", schedule.type())
                .put("vendor_id", schedule.vendorId())
                .put("cron", schedule.cron())
                .put("update_time", schedule.updatedAt().toString());
        schedule.waitsFor().ifPresent(execution -> json.put("waits_for", execution));
        return json;
    }

    private CompletionStage<HttpResponse> paused(Call call) {
        return "all".equals(call.path().get("job_type"))
                ? lists.isPaused(JobType.SCHEDULER)
                        .thenApply(paused -> Json.ok(Json.object().put("paused", paused)))
                : completedFuture(ErrorResponse.of(ApiError.BAD_REQUEST, "schedules are paused together: ask for all"));
    }
}
