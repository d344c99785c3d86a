package org.shiplog.http.api.webhook;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.shiplog.domain.access.Permission;
import org.shiplog.domain.aggregate.Outcome;
import org.shiplog.domain.webhook.WebhookPolicy;
import org.shiplog.domain.webhook.WebhookTarget;
import org.shiplog.domain.webhook.Webhooks.ListPolicies;
import org.shiplog.domain.webhook.Webhooks.WebhookRefusal;
import org.shiplog.http.api.json.Json;
import org.shiplog.http.api.json.JsonBody;
import org.shiplog.http.api.json.ListRequest;
import org.shiplog.http.api.port.Ids;
import org.shiplog.http.api.port.WebhookPorts;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.http.route.Handler;
import org.shiplog.http.route.PathTemplate;
import org.shiplog.http.route.Route;
import org.shiplog.http.webhook.TargetSecret;
import org.shiplog.projections.query.Listing;

/** Shows and changes the webhook policies of a project. */
public final class WebhookPolicyRoutes {
    private static final String POLICIES = "/api/v2.0/projects/{project_name_or_id}/webhook/policies";
    private static final String POLICY = POLICIES + "/{webhook_policy_id}";
    private static final Permission UPDATE = new Permission("notification-policy", "update");

    private final WebhookPorts ports;
    private final Ids ids;
    private final JsonBody bodies;
    private final FoundPolicy found;
    private final PolicyChanges changes;

    public WebhookPolicyRoutes(WebhookPorts ports, Ids ids, JsonBody bodies) {
        this.ports = ports;
        this.ids = ids;
        this.bodies = bodies;
        this.found = new FoundPolicy(ports.policies());
        this.changes = new PolicyChanges(ports);
    }

    public List<Route> routes() {
        return List.of(
                route("ListWebhookPoliciesOfProject", HttpMethods.GET, POLICIES, "list", this::list),
                route("CreateWebhookPolicyOfProject", HttpMethods.POST, POLICIES, "create", this::create),
                route("GetWebhookPolicyOfProject", HttpMethods.GET, POLICY, "read", this::get),
                route("UpdateWebhookPolicyOfProject", HttpMethods.PUT, POLICY, "update", this::update),
                route("DeleteWebhookPolicyOfProject", HttpMethods.DELETE, POLICY, "delete", this::delete));
    }

    private static Route route(String id, HttpMethod method, String path, String action, Handler handler) {
        return new Route(
                id,
                method,
                PathTemplate.of(path),
                new Access.OnProject(new Permission("notification-policy", action)),
                handler);
    }

    private CompletionStage<HttpResponse> list(Call call) {
        ListRequest request = ListRequest.of(call.request());
        return request.with(valid -> ports.lists()
                .policies(call.projectId(), valid)
                .thenCompose(listing -> switch (listing) {
                    case Listing.Misfit<Long>(String message) ->
                        completedFuture(ErrorResponse.of(ApiError.BAD_REQUEST, message));
                    case Listing.Page<Long> page ->
                        shown(call, page.rows())
                                .thenApply(rows ->
                                        request.page(valid, new Listing.Page<>(rows, page.total()), row -> row));
                }));
    }

    /** Of those that are still there. */
    private CompletionStage<List<ObjectNode>> shown(Call call, List<Long> policyIds) {
        return ports.policies().query(call.projectId(), new ListPolicies()).thenCompose(all -> {
            Map<Long, WebhookPolicy> byId = new HashMap<>();
            all.policies().forEach(policy -> byId.put(policy.policyId(), policy));
            CompletionStage<List<ObjectNode>> rows = completedFuture(new ArrayList<>());
            for (WebhookPolicy policy :
                    policyIds.stream().map(byId::get).filter(Objects::nonNull).toList()) {
                rows = rows.thenCombine(
                        json(call, policy),
                        (shown, row) ->
                                Stream.concat(shown.stream(), Stream.of(row)).toList());
            }
            return rows;
        });
    }

    private CompletionStage<ObjectNode> json(Call call, WebhookPolicy policy) {
        CompletionStage<List<Optional<TargetSecret>>> secrets = completedFuture(List.of());
        for (WebhookTarget target : policy.targets()) {
            secrets = secrets.thenCombine(
                    ports.secrets().find(target.marker()),
                    (before, secret) ->
                            Stream.concat(before.stream(), Stream.of(secret)).toList());
        }
        boolean mayChange = call.rights().allow(UPDATE);
        return secrets.thenCombine(
                ports.lists().backlogs(List.of(policy.policyId())),
                (known, waiting) -> PolicyJson.policy(
                        policy, call.projectId(), known, mayChange, waiting.getOrDefault(policy.policyId(), 0L)));
    }

    private CompletionStage<HttpResponse> create(Call call) {
        return bodies.read(
                call.request(),
                PolicyRequest::of,
                request -> ids.next(Ids.Sequence.WEBHOOK_POLICY)
                        .thenCompose(id -> changes.create(call, id, request)
                                .thenApply(outcome -> answer(
                                        outcome,
                                        HttpResponse.create()
                                                .withStatus(StatusCodes.CREATED)
                                                .addHeader(RawHeader.create(
                                                        "Location",
                                                        call.request().getUri().getPathString() + "/" + id))))));
    }

    private CompletionStage<HttpResponse> get(Call call) {
        return found.with(call, policy -> json(call, policy).thenApply(Json::ok));
    }

    private CompletionStage<HttpResponse> update(Call call) {
        return bodies.read(
                call.request(),
                PolicyRequest::of,
                request -> found.with(
                        call,
                        policy -> changes.change(call, policy, request)
                                .thenApply(outcome -> answer(outcome, HttpResponse.create()))));
    }

    private CompletionStage<HttpResponse> delete(Call call) {
        return bodies.discard(call.request())
                .thenCompose(_ -> found.with(
                        call,
                        policy -> changes.delete(call, policy)
                                .thenApply(outcome -> answer(outcome, HttpResponse.create()))));
    }

    private static HttpResponse answer(Outcome<WebhookRefusal> outcome, HttpResponse done) {
        return switch (outcome) {
            case Outcome.Accepted<WebhookRefusal> _ -> done;
            case Outcome.Refused<WebhookRefusal>(WebhookRefusal refusal) -> response(refusal);
        };
    }

    private static HttpResponse response(WebhookRefusal refusal) {
        return switch (refusal) {
            case WebhookRefusal.PolicyExists _ ->
                ErrorResponse.of(ApiError.CONFLICT, "a webhook policy of that name already exists");
            case WebhookRefusal.PolicyMoved _ ->
                ErrorResponse.of(ApiError.CONFLICT, "the policy was changed at the same time: read it again");
            case WebhookRefusal.PolicyUnknown _ -> FoundPolicy.unknown();
            case WebhookRefusal.TooManyPolicies(int limit) ->
                ErrorResponse.of(ApiError.BAD_REQUEST, "a project can have at most " + limit + " webhook policies");
        };
    }
}
