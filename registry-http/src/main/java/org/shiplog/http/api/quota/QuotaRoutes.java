package org.shiplog.http.api.quota;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.Query;
import org.shiplog.domain.access.Permission;
import org.shiplog.domain.aggregate.Outcome;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.project.Project;
import org.shiplog.domain.project.ProjectCommand.ChangeStorageLimit;
import org.shiplog.domain.project.ProjectQuery.ProjectFacts;
import org.shiplog.domain.project.ProjectRefusal;
import org.shiplog.http.api.json.Json;
import org.shiplog.http.api.json.JsonBody;
import org.shiplog.http.api.json.ListRequest;
import org.shiplog.http.api.port.ApiPorts;
import org.shiplog.http.api.port.ProjectQuotas;
import org.shiplog.http.api.project.ProjectRefusals;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.http.route.PathTemplate;
import org.shiplog.http.route.Route;
import org.shiplog.projections.query.Listing;
import org.shiplog.projections.quota.ProjectQuota;

/** Projects' limits of storage. A quota has the id of its project. */
public final class QuotaRoutes {
    private static final PathTemplate QUOTAS = PathTemplate.of("/api/v2.0/quotas");
    private static final PathTemplate QUOTA = PathTemplate.of("/api/v2.0/quotas/{id}");
    private static final int MAX_DIGITS = 18;

    private final ApiPorts ports;
    private final ProjectQuotas quotas;
    private final JsonBody bodies;

    public QuotaRoutes(ApiPorts ports, JsonBody bodies) {
        this.ports = ports;
        this.quotas = ports.registry().quotas();
        this.bodies = bodies;
    }

    public List<Route> routes() {
        return List.of(
                new Route("listQuotas", HttpMethods.GET, QUOTAS, access("list"), this::list),
                new Route("getQuota", HttpMethods.GET, QUOTA, access("read"), this::get),
                new Route("updateQuota", HttpMethods.PUT, QUOTA, access("update"), this::update));
    }

    private static Access access(String action) {
        return new Access.OnSystem(new Permission("quota", action));
    }

    /** There are quotas of projects only, so that other references find none. */
    private CompletionStage<HttpResponse> list(Call call) {
        ListRequest request = ListRequest.of(call.request());
        Query query = request.query();
        Optional<String> reference = query.get("reference_id").filter(text -> !text.isEmpty());
        Optional<Long> projectId = reference.flatMap(QuotaRoutes::id);
        boolean none = (reference.isPresent() && projectId.isEmpty())
                || query.get("reference")
                        .filter(text -> !text.isEmpty() && !text.equals("project"))
                        .isPresent();
        return request.answer(
                list -> none ? completedFuture(new Listing.Page<>(List.of(), 0)) : quotas.page(projectId, list),
                QuotaRoutes::json);
    }

    private CompletionStage<HttpResponse> get(Call call) {
        return find(call, quota -> completedFuture(Json.ok(json(quota))));
    }

    private CompletionStage<HttpResponse> update(Call call) {
        return bodies.read(call.request(), body -> {
            OptionalLong limit = limit(body);
            return limit.isEmpty()
                    ? completedFuture(ErrorResponse.of(
                            ApiError.BAD_REQUEST,
                            "hard must have storage and nothing else: -1, or 1 to " + Project.MAX_STORAGE_LIMIT))
                    : find(call, quota -> update(call, quota, limit.getAsLong()));
        });
    }

    /** The project of that name may be another one by now. */
    private CompletionStage<HttpResponse> update(Call call, ProjectQuota quota, long limit) {
        ProjectName name = quota.name();
        return ports.lookup()
                .find(call.principal(), Optional.of(name), Optional.empty())
                .thenCompose(found -> {
                    Optional<Long> id = found.facts().map(ProjectFacts::projectId);
                    return id.equals(Optional.of(quota.projectId()))
                            ? ports.projects()
                                    .execute(name, new ChangeStorageLimit(limit), call.provenance())
                                    .thenApply(QuotaRoutes::answer)
                            : completedFuture(ErrorResponse.of(ApiError.NOT_FOUND));
                });
    }

    private static HttpResponse answer(Outcome<ProjectRefusal> outcome) {
        return switch (outcome) {
            case Outcome.Accepted<ProjectRefusal> _ -> HttpResponse.create();
            case Outcome.Refused<ProjectRefusal>(ProjectRefusal refusal) -> ProjectRefusals.response(refusal);
        };
    }

    private CompletionStage<HttpResponse> find(
            Call call, Function<ProjectQuota, CompletionStage<HttpResponse>> answer) {
        Optional<Long> id = id(call.path().getOrDefault("id", ""));
        if (id.isEmpty()) {
            return completedFuture(ErrorResponse.of(ApiError.NOT_FOUND));
        }
        return quotas.find(id.get())
                .thenCompose(found ->
                        found.map(answer).orElseGet(() -> completedFuture(ErrorResponse.of(ApiError.NOT_FOUND))));
    }

    private static Optional<Long> id(String text) {
        boolean isNumber = !text.isEmpty()
                && text.length() <= MAX_DIGITS
                && text.chars().allMatch(digit -> digit >= '0' && digit <= '9');
        return isNumber ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }

    private static OptionalLong limit(ObjectNode body) {
        JsonNode hard = body.path("hard");
        JsonNode storage = hard.path("storage");
        boolean isAlone = body.size() == 1 && hard.size() == 1;
        if (!isAlone || !storage.isIntegralNumber() || !storage.canConvertToLong()) {
            return OptionalLong.empty();
        }
        long bytes = storage.asLong();
        boolean isLimit = bytes == Project.UNLIMITED || (bytes >= 1 && bytes <= Project.MAX_STORAGE_LIMIT);
        return isLimit ? OptionalLong.of(bytes) : OptionalLong.empty();
    }

    private static ObjectNode json(ProjectQuota quota) {
        ObjectNode json = Json.object().put("id", quota.projectId());
        json.putObject("ref")
                .put("id", quota.projectId())
                .put("name", quota.name().value())
                .put("owner_name", quota.owner());
        json.putObject("hard").put("storage", quota.hard());
        json.putObject("used").put("storage", quota.used());
        return json.put("creation_time", quota.createdAt().toString())
                .put("update_time", quota.updatedAt().toString());
    }
}
