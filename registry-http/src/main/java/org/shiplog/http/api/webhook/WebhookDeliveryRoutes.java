package org.shiplog.http.api.webhook;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.shiplog.domain.access.Permission;
import org.shiplog.domain.webhook.WebhookEventType;
import org.shiplog.domain.webhook.WebhookPolicy;
import org.shiplog.domain.webhook.Webhooks.ListPolicies;
import org.shiplog.http.api.job.ExecutionJson;
import org.shiplog.http.api.json.Fields;
import org.shiplog.http.api.json.Json;
import org.shiplog.http.api.json.JsonBody;
import org.shiplog.http.api.json.ListRequest;
import org.shiplog.http.api.json.PathNumber;
import org.shiplog.http.api.port.WebhookPorts;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.http.route.Handler;
import org.shiplog.http.route.PathTemplate;
import org.shiplog.http.route.Route;
import org.shiplog.projections.job.JobTask;
import org.shiplog.projections.query.Criterion;
import org.shiplog.projections.query.ListQuery;
import org.shiplog.projections.webhook.DeliveryQueries.LastTrigger;
import org.shiplog.projections.webhook.Trial;

/** What became of the deliveries of webhook policies, and deliveries to try a policy. */
public final class WebhookDeliveryRoutes {
    private static final String WEBHOOK = "/projects/{project_name_or_id}/webhook";
    private static final String OF_PROJECT = "/api/v2.0" + WEBHOOK;
    private static final String EXECUTIONS = OF_PROJECT + "/policies/{webhook_policy_id}/executions";
    private static final String TASKS = EXECUTIONS + "/{execution_id}/tasks";
    private static final String TEST = "/api/shiplog/v1" + WEBHOOK + "/policies/{webhook_policy_id}/test";
    private static final int MAX_WORD = 64;
    private static final int MAX_DIGITS = 18;

    private final WebhookPorts ports;
    private final JsonBody bodies;
    private final FoundPolicy found;

    public WebhookDeliveryRoutes(WebhookPorts ports, JsonBody bodies) {
        this.ports = ports;
        this.bodies = bodies;
        this.found = new FoundPolicy(ports.policies());
    }

    public List<Route> routes() {
        return List.of(
                route("ListExecutionsOfWebhookPolicy", HttpMethods.GET, EXECUTIONS, "read", this::executions),
                route("ListTasksOfWebhookExecution", HttpMethods.GET, TASKS, "read", this::tasks),
                route("GetLogsOfWebhookTask", HttpMethods.GET, TASKS + "/{task_id}/log", "read", this::log),
                route("LastTrigger", HttpMethods.GET, OF_PROJECT + "/lasttrigger", "read", this::lastTrigger),
                route("ListWebhookJobs", HttpMethods.GET, OF_PROJECT + "/jobs", "list", this::jobs),
                route(
                        "GetSupportedEventTypes",
                        HttpMethods.GET,
                        OF_PROJECT + "/events",
                        "read",
                        _ -> completedFuture(Json.ok(PolicyJson.supported()))),
                route("testWebhookPolicy", HttpMethods.POST, TEST, "update", this::test));
    }

    private static Route route(String id, HttpMethod method, String path, String action, Handler handler) {
        return new Route(
                id,
                method,
                PathTemplate.of(path),
                new Access.OnProject(new Permission("notification-policy", action)),
                handler);
    }

    private CompletionStage<HttpResponse> executions(Call call) {
        return found.with(
                call,
                policy -> ListRequest.of(call.request())
                        .answer(list -> ports.lists().executions(policy.policyId(), list), ExecutionJson::execution));
    }

    private CompletionStage<HttpResponse> tasks(Call call) {
        long executionId = PathNumber.of(call, "execution_id");
        return found.with(
                call,
                policy -> ports.lists()
                        .execution(policy.policyId(), executionId)
                        .thenCompose(execution -> execution.isEmpty()
                                ? completedFuture(ErrorResponse.of(ApiError.NOT_FOUND, "no such execution"))
                                : ListRequest.of(call.request())
                                        .answer(
                                                list -> ports.lists().tasks(policy.policyId(), executionId, list),
                                                ExecutionJson::task)));
    }

    private CompletionStage<HttpResponse> log(Call call) {
        return found.with(
                call,
                policy -> ports.lists()
                        .task(policy.policyId(), PathNumber.of(call, "execution_id"), PathNumber.of(call, "task_id"))
                        .thenCompose(task -> task.isEmpty()
                                ? completedFuture(ErrorResponse.of(ApiError.NOT_FOUND, "no such task"))
                                : ports.lists().log(task.get().taskId()).thenApply(ExecutionJson::log)));
    }

    private CompletionStage<HttpResponse> lastTrigger(Call call) {
        return ports.policies()
                .query(call.projectId(), new ListPolicies())
                .thenCombine(ports.lists().lastTriggers(call.projectId()), (all, triggers) -> {
                    ArrayNode json = Json.array();
                    for (WebhookPolicy policy : all.policies()) {
                        for (WebhookEventType type : policy.events()) {
                            json.add(trigger(policy, type, triggers));
                        }
                    }
                    return Json.ok(json);
                });
    }

    private static ObjectNode trigger(WebhookPolicy policy, WebhookEventType type, List<LastTrigger> triggers) {
        ObjectNode json = Json.object()
                .put("policy_name", policy.name())
                .put("event_type", type.name())
                .put("enabled", policy.enabled())
                .put("creation_time", policy.createdAt().toString());
        triggers.stream()
                .filter(last ->
                        last.policyId() == policy.policyId() && last.eventType().equals(type.name()))
                .forEach(last -> json.put("last_trigger_time", last.at().toString()));
        return json;
    }

    /** Harbor's former way to list deliveries. */
    private CompletionStage<HttpResponse> jobs(Call call) {
        ListRequest request = ListRequest.of(call.request());
        Optional<Long> policyId = request.query()
                .get("policy_id")
                .filter(text -> !text.isEmpty() && text.length() <= MAX_DIGITS)
                .filter(text -> text.chars().allMatch(digit -> digit >= '0' && digit <= '9'))
                .map(Long::parseLong);
        if (policyId.isEmpty()) {
            return completedFuture(ErrorResponse.of(ApiError.BAD_REQUEST, "policy_id must be a policy's number"));
        }
        return found.with(
                call,
                policyId.get(),
                policy -> request.answer(
                        list -> ports.lists()
                                .tasks(
                                        policy.policyId(),
                                        withStatus(list, request.query().getAll("status"))),
                        task -> job(policy, task)));
    }

    private static ListQuery withStatus(ListQuery list, List<String> status) {
        if (status.isEmpty()) {
            return list;
        }
        List<ListQuery.Term> terms = new ArrayList<>(list.terms());
        terms.add(new ListQuery.Term("status", new Criterion.AnyOf(status)));
        return new ListQuery(terms, list.order(), list.page(), list.pageSize());
    }

    private static ObjectNode job(WebhookPolicy policy, JobTask task) {
        ObjectNode detail = ExecutionJson.attributes(task.result());
        return Json.object()
                .put("id", task.executionId())
                .put("policy_id", policy.policyId())
                .put("event_type", detail.path("type").asText())
                .put("notify_type", task.type().equals("SLACK") ? "slack" : "http")
                .put("status", task.status())
                .put("job_detail", detail.toString())
                .put("creation_time", task.createdAt().toString())
                .put("update_time", task.updatedAt().toString());
    }

    /** Delivers in turn with all else, so that what is seen is what real deliveries meet. */
    private CompletionStage<HttpResponse> test(Call call) {
        return bodies.read(
                call.request(),
                WebhookDeliveryRoutes::eventType,
                type -> found.with(call, policy -> {
                    Trial trial = new Trial(
                            call.projectName(),
                            call.projectId(),
                            policy,
                            type.orElse(policy.events().getFirst()),
                            "test-" + call.provenance().commandId(),
                            call.principal().id(),
                            call.provenance().at());
                    return ports.lists()
                            .test(trial)
                            .thenApply(execution -> HttpResponse.create()
                                    .withStatus(StatusCodes.CREATED)
                                    .addHeader(RawHeader.create(
                                            "Location",
                                            "/api/v2.0/projects/" + call.projectName() + "/webhook/policies/"
                                                    + policy.policyId() + "/executions/" + execution + "/tasks")));
                }));
    }

    private static Optional<WebhookEventType> eventType(Fields fields) throws Fields.Unfit {
        Optional<String> text = fields.only(Set.of("event_type")).text("event_type", MAX_WORD);
        Optional<WebhookEventType> type = text.flatMap(WebhookEventType::parse);
        if (text.isPresent() && type.isEmpty()) {
            throw new Fields.Unfit("event_type is a type that there is not");
        }
        return type;
    }
}
