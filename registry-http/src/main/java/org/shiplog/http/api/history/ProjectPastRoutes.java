package org.shiplog.http.api.history;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.shiplog.domain.access.Permission;
import org.shiplog.domain.project.Horizon;
import org.shiplog.domain.project.Member;
import org.shiplog.domain.project.Project;
import org.shiplog.http.api.json.Json;
import org.shiplog.http.api.json.ListRequest;
import org.shiplog.http.api.port.HistoryPorts;
import org.shiplog.http.api.port.Past;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.http.route.PathTemplate;
import org.shiplog.http.route.Route;
import org.shiplog.projections.history.PastRepository;
import org.shiplog.projections.query.ListQuery;

/**
 * Projects in the past: what there was at a time, and how two times differ. For those who may list all of the project's
 * repositories today; who may list members sees who they were.
 */
final class ProjectPastRoutes {
    private static final String PROJECT = "/api/shiplog/v1/projects/{project_name}";
    private static final Permission LIST = new Permission("repository", "list");
    private static final Permission LIST_MEMBERS = new Permission("member", "list");
    private static final int MAX_MEMBERS = 1_000;

    private final HistoryPorts ports;
    private final Horizons horizons;
    private final Past past;
    private final InstantSource clock;

    ProjectPastRoutes(HistoryPorts ports, Horizons horizons, Past past, InstantSource clock) {
        this.ports = ports;
        this.horizons = horizons;
        this.past = past;
        this.clock = clock;
    }

    List<Route> routes() {
        return List.of(
                route("projectAt", PROJECT, this::projectAt),
                route("projectDiff", PROJECT + "/diff", this::projectDiff));
    }

    private Route route(String id, String path, Answer answer) {
        return new Route(
                id,
                HttpMethods.GET,
                PathTemplate.of(path),
                new Access.OnProject(LIST),
                // The gatekeeper let in whoever may list any repository.
                call -> call.rights().allow(LIST)
                        ? ListRequest.of(call.request())
                                .with(page -> horizons.of(call.projectName())
                                        .thenCompose(horizon -> answer.of(call, page, horizon)))
                        : completedFuture(ErrorResponse.of(ApiError.FORBIDDEN)));
    }

    private interface Answer {
        CompletionStage<HttpResponse> of(Call call, ListQuery page, Horizon horizon);
    }

    private CompletionStage<HttpResponse> projectAt(Call call, ListQuery page, Horizon horizon) {
        Optional<Instant> at = PastRequest.time(PastRequest.query(call), "at", clock.instant());
        if (at.isEmpty() || !PastRequest.hasOnly(PastRequest.query(call), Set.of("at"))) {
            return PastAnswer.badRequest(
                    "needs at, a past time such as 2026-11-01T12:00:00Z, and may have page and page_size");
        }
        return past.project(call.projectName(), at.get())
                .thenCompose(project -> project.projectId() == call.projectId()
                        ? ports.ask(() -> ports.snapshots().repositories(call.projectId(), at.get(), page))
                                .thenApply(found -> PastAnswer.linked(
                                        call,
                                        page,
                                        found,
                                        project(call, project, body(call, horizon), at.get(), found.rows())))
                        : completedFuture(
                                ErrorResponse.of(ApiError.NOT_FOUND, "there was no such project at that time")));
    }

    private static ObjectNode project(
            Call call, Project project, ObjectNode body, Instant at, List<PastRepository> repositories) {
        body.put("at", at.toString())
                .put("owner", project.owner())
                .put("visibility", project.visibility().name().toLowerCase(Locale.ROOT))
                .put("storage_limit", project.storageLimit());
        ObjectNode metadata = body.putObject("metadata");
        project.metadata().forEach(metadata::put);
        if (call.rights().allow(LIST_MEMBERS)) {
            body.put("member_count", project.members().size());
            ArrayNode members = body.putArray("members");
            project.members().entriesAfter(null, MAX_MEMBERS).forEach(entry -> members.add(member(entry.value())));
        }
        ArrayNode rows = body.putArray("repositories");
        repositories.forEach(repository -> rows.addObject()
                .put("name", repository.name().value())
                .put("artifact_count", repository.artifacts())
                .put("tag_count", repository.tags()));
        return body;
    }

    private static ObjectNode member(Member member) {
        return Json.object()
                .put("id", member.memberId())
                .put("entity_name", member.name())
                .put("entity_type", member.kind() == Member.Kind.USER ? "u" : "g")
                .put("role_name", member.role().wireName());
    }

    private CompletionStage<HttpResponse> projectDiff(Call call, ListQuery page, Horizon horizon) {
        Optional<Between> between = Between.of(PastRequest.query(call), clock.instant());
        if (between.isEmpty()) {
            return PastAnswer.badRequest(Between.NEEDED);
        }
        Between times = between.get();
        return ports.ask(() -> ports.snapshots()
                        .differences(call.projectId(), Optional.empty(), times.from(), times.to(), page))
                .thenApply(
                        found -> PastAnswer.linked(call, page, found, times.body(body(call, horizon), found.rows())));
    }

    private ObjectNode body(Call call, Horizon horizon) {
        return Json.object()
                .put("project", call.projectName().value())
                .put("project_id", call.projectId())
                .put("horizon", horizon.at(clock.instant()).toString())
                .put(Horizon.KEY, horizon.days());
    }
}
