package org.shiplog.http.api.label;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.Query;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.shiplog.domain.access.Permission;
import org.shiplog.domain.aggregate.Outcome;
import org.shiplog.domain.label.LabelScope;
import org.shiplog.domain.label.Labels.FindLabel;
import org.shiplog.domain.label.Labels.LabelCommand;
import org.shiplog.domain.label.Labels.LabelRefusal;
import org.shiplog.http.api.json.Json;
import org.shiplog.http.api.json.JsonBody;
import org.shiplog.http.api.json.ListRequest;
import org.shiplog.http.api.json.PathNumber;
import org.shiplog.http.api.port.ApiPorts;
import org.shiplog.http.api.port.Ids;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.http.route.Handler;
import org.shiplog.http.route.PathTemplate;
import org.shiplog.http.route.Route;
import org.shiplog.projections.directory.DirectoryLabel;
import org.shiplog.projections.query.Criterion;
import org.shiplog.projections.query.ListQuery;

/** Shows and changes labels, those of the registry and those of projects. */
public final class LabelRoutes {
    private static final String LABELS = "/api/v2.0/labels";
    private static final String LABEL = LABELS + "/{label_id}";
    private static final int MAX_DIGITS = 18;

    private final ApiPorts ports;
    private final JsonBody bodies;
    private final LabelRights rights;

    public LabelRoutes(ApiPorts ports, JsonBody bodies) {
        this.ports = ports;
        this.bodies = bodies;
        this.rights = new LabelRights(ports);
    }

    public List<Route> routes() {
        return List.of(
                route("ListLabels", HttpMethods.GET, LABELS, LabelRights.LIST, this::list),
                route("CreateLabel", HttpMethods.POST, LABELS, LabelRights.CREATE, this::create),
                route("GetLabelByID", HttpMethods.GET, LABEL, LabelRights.READ, this::get),
                route("UpdateLabel", HttpMethods.PUT, LABEL, LabelRights.UPDATE, this::update),
                route("DeleteLabel", HttpMethods.DELETE, LABEL, LabelRights.DELETE, this::delete));
    }

    private static Route route(String id, HttpMethod method, String path, Permission permission, Handler handler) {
        return new Route(id, method, PathTemplate.of(path), new Access.OnWhatIsFound(Set.of(permission)), handler);
    }

    private CompletionStage<HttpResponse> list(Call call) {
        ListRequest request = ListRequest.of(call.request());
        Optional<LabelScope> scope = scope(request.query());
        if (scope.isEmpty()) {
            return badRequest("scope must be g, or p with a project_id");
        }
        return rights.ask(call.principal(), LabelRights.LIST, scope.get())
                .thenCompose(answer -> answer.allowed()
                        ? request.answer(
                                list -> ports.ofProjects()
                                        .directory()
                                        .labels(
                                                scope.get(),
                                                named(list, request.query().get("name"))),
                                LabelRoutes::json)
                        : completedFuture(ErrorResponse.of(ApiError.FORBIDDEN)));
    }

    private static Optional<LabelScope> scope(Query query) {
        return switch (query.get("scope").orElse("")) {
            case "g" -> Optional.of(LabelScope.REGISTRY);
            case "p" ->
                query.get("project_id")
                        .filter(text -> !text.isEmpty() && text.length() <= MAX_DIGITS)
                        .filter(text -> text.chars().allMatch(c -> c >= '0' && c <= '9'))
                        .map(Long::parseLong)
                        .filter(id -> id > 0)
                        .map(LabelScope::new);
            default -> Optional.empty();
        };
    }

    /** Every label whose name contains the text. */
    private static ListQuery named(ListQuery list, Optional<String> part) {
        if (part.isEmpty() || part.get().isEmpty() || part.get().indexOf('\0') >= 0) {
            return list;
        }
        List<ListQuery.Term> terms = new ArrayList<>(list.terms());
        terms.add(new ListQuery.Term("name", new Criterion.Fuzzy(part.get())));
        return new ListQuery(terms, list.order(), list.page(), list.pageSize());
    }

    private CompletionStage<HttpResponse> create(Call call) {
        return bodies.read(call.request(), LabelRequest::of, request -> {
            boolean ofProject = request.scope().equals(Optional.of(LabelRequest.PROJECT));
            if (request.scope().isEmpty() || (ofProject && request.projectId() < 1)) {
                return badRequest("scope must be g, or p with a project_id");
            }
            LabelScope scope = ofProject ? new LabelScope(request.projectId()) : LabelScope.REGISTRY;
            return rights.ask(call.principal(), LabelRights.CREATE, scope).thenCompose(answer -> {
                if (!answer.allowed()) {
                    return completedFuture(ErrorResponse.of(ApiError.FORBIDDEN));
                }
                return answer.exists()
                        ? create(call, scope, request)
                        : completedFuture(ErrorResponse.of(ApiError.NOT_FOUND));
            });
        });
    }

    private CompletionStage<HttpResponse> create(Call call, LabelScope scope, LabelRequest request) {
        return ports.ids().next(Ids.Sequence.LABEL).thenCompose(id -> {
            HttpResponse created = HttpResponse.create()
                    .withStatus(StatusCodes.CREATED)
                    .addHeader(RawHeader.create("Location", LABELS + "/" + id));
            return execute(call, scope, new LabelCommand.CreateLabel(request.label(id)), created);
        });
    }

    private CompletionStage<HttpResponse> get(Call call) {
        return with(call, LabelRights.READ, row -> completedFuture(Json.ok(json(row))));
    }

    /** What a label is for stays. */
    private CompletionStage<HttpResponse> update(Call call) {
        return bodies.read(
                call.request(),
                LabelRequest::of,
                request -> with(call, LabelRights.UPDATE, row -> {
                    boolean moved = request.scope()
                                    .map(scope -> scope != scopeLetter(row.scope()))
                                    .orElse(false)
                            || (request.projectId() != 0
                                    && request.projectId() != row.scope().projectId());
                    return moved
                            ? badRequest("a label's scope cannot be changed")
                            : execute(
                                    call,
                                    row.scope(),
                                    new LabelCommand.ChangeLabel(
                                            request.label(row.label().labelId())),
                                    HttpResponse.create());
                }));
    }

    private CompletionStage<HttpResponse> delete(Call call) {
        return bodies.discard(call.request())
                .thenCompose(_ -> with(
                        call,
                        LabelRights.DELETE,
                        row -> execute(
                                call,
                                row.scope(),
                                new LabelCommand.DeleteLabel(row.label().labelId()),
                                HttpResponse.create())));
    }

    /** Answers by the label. To whoever may not read it, it is as unknown as one that does not exist. */
    private CompletionStage<HttpResponse> with(
            Call call, Permission permission, Function<DirectoryLabel, CompletionStage<HttpResponse>> answer) {
        return ports.ofProjects()
                .directory()
                .label(PathNumber.of(call, "label_id"))
                .thenCompose(found -> found.isPresent() ? current(found.get()) : completedFuture(Optional.empty()))
                .thenCompose(found ->
                        found.isPresent() ? check(call, permission, found.get(), answer) : completedFuture(unknown()));
    }

    /** As it is now; empty when it is gone. */
    private CompletionStage<Optional<DirectoryLabel>> current(DirectoryLabel row) {
        return ports.ofProjects()
                .labels()
                .query(row.scope(), new FindLabel(row.label().labelId()))
                .thenApply(found ->
                        found.map(label -> new DirectoryLabel(label, row.scope(), row.createdAt(), row.updatedAt())));
    }

    private CompletionStage<HttpResponse> check(
            Call call,
            Permission permission,
            DirectoryLabel row,
            Function<DirectoryLabel, CompletionStage<HttpResponse>> answer) {
        return rights.ask(call.principal(), LabelRights.READ, row.scope())
                .thenCombine(rights.ask(call.principal(), permission, row.scope()), (read, asked) -> {
                    if (asked.allowed()) {
                        return answer.apply(row);
                    }
                    return completedFuture(read.allowed() ? ErrorResponse.of(ApiError.FORBIDDEN) : unknown());
                })
                .thenCompose(response -> response);
    }

    private CompletionStage<HttpResponse> execute(
            Call call, LabelScope scope, LabelCommand command, HttpResponse done) {
        return ports.ofProjects()
                .labels()
                .execute(scope, command, call.provenance())
                .thenApply(outcome -> switch (outcome) {
                    case Outcome.Accepted<LabelRefusal> _ -> done;
                    case Outcome.Refused<LabelRefusal>(LabelRefusal refusal) -> response(refusal);
                });
    }

    private static HttpResponse response(LabelRefusal refusal) {
        return switch (refusal) {
            case LabelRefusal.LabelExists _ ->
                ErrorResponse.of(ApiError.CONFLICT, "a label of that name already exists");
            case LabelRefusal.LabelUnknown _ -> unknown();
            case LabelRefusal.TooManyLabels(int limit) ->
                ErrorResponse.of(ApiError.BAD_REQUEST, "there can be at most " + limit + " labels");
        };
    }

    /** A label as the API shows one. */
    public static ObjectNode json(DirectoryLabel row) {
        return Json.object()
                .put("id", row.label().labelId())
                .put("name", row.label().name())
                .put("description", row.label().description())
                .put("color", row.label().color())
                .put("scope", Character.toString(scopeLetter(row.scope())))
                .put("project_id", row.scope().projectId())
                .put("creation_time", row.createdAt().toString())
                .put("update_time", row.updatedAt().toString());
    }

    private static char scopeLetter(LabelScope scope) {
        return scope.project().isEmpty() ? LabelRequest.REGISTRY : LabelRequest.PROJECT;
    }

    private static HttpResponse unknown() {
        return ErrorResponse.of(ApiError.NOT_FOUND, "no such label");
    }

    private static CompletionStage<HttpResponse> badRequest(String message) {
        return completedFuture(ErrorResponse.of(ApiError.BAD_REQUEST, message));
    }
}
