package org.shiplog.http.api.robot;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.shiplog.domain.project.ProjectAccess;
import org.shiplog.domain.project.ProjectQuery.ProjectFacts;
import org.shiplog.http.api.json.ListRequest;
import org.shiplog.http.api.port.ApiPorts;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.http.settings.SettingKey;
import org.shiplog.projections.directory.DirectoryRobot;
import org.shiplog.projections.query.Criterion;
import org.shiplog.projections.query.ListQuery;
import org.shiplog.projections.query.Listing;

/** Lists robots: those of the registry, or those of the project that {@code q} names with {@code Level=project,ProjectID=…}. */
final class RobotList {
    private static final int MAX_DIGITS = 18;

    private final ApiPorts ports;
    private final RobotTargets targets;

    RobotList(ApiPorts ports, RobotTargets targets) {
        this.ports = ports;
        this.targets = targets;
    }

    CompletionStage<HttpResponse> list(Call call) {
        ListRequest request = ListRequest.of(call.request());
        return request.with(query -> switch (exact(query, "level").orElse("system")) {
            case "system" ->
                ProjectAccess.ofSystem(call.principal(), RobotRights.LIST)
                        ? page(request, query, 0)
                        : refuse(ApiError.FORBIDDEN);
            case "project" -> listOfProject(call, request, query);
            default -> completedFuture(ErrorResponse.of(ApiError.BAD_REQUEST, "Level in q must be system or project"));
        });
    }

    private CompletionStage<HttpResponse> listOfProject(Call call, ListRequest request, ListQuery query) {
        Optional<Long> id = exact(query, "project_id")
                .filter(text -> text.length() <= MAX_DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9'))
                .map(Long::parseLong);
        if (id.isEmpty()) {
            return completedFuture(
                    ErrorResponse.of(ApiError.BAD_REQUEST, "q must name the project with ProjectID=<number>"));
        }
        return ports.ofAccounts()
                .projectNames()
                .nameOf(id.get())
                .thenCompose(name -> ports.lookup().find(call.principal(), name, Optional.empty()))
                .thenCompose(found -> {
                    boolean theSame = found.facts().map(ProjectFacts::projectId).equals(id);
                    if (call.principal().administersSystem()) {
                        return theSame ? page(request, query, id.get()) : refuse(ApiError.NOT_FOUND);
                    }
                    return theSame && found.rights().allow(RobotRights.LIST)
                            ? page(request, query, id.get())
                            : refuse(ApiError.FORBIDDEN);
                });
    }

    private static Optional<String> exact(ListQuery query, String key) {
        return query.terms().stream()
                .filter(term -> term.key().equals(key))
                .map(term -> term.criterion() instanceof Criterion.Exact(String value) ? value : "")
                .findFirst();
    }

    private CompletionStage<HttpResponse> page(ListRequest request, ListQuery query, long projectId) {
        return ports.ofProjects()
                .directory()
                .robots(projectId, query)
                .thenCompose(this::render)
                .thenApply(listing -> request.page(query, listing, row -> row));
    }

    private CompletionStage<Listing<ObjectNode>> render(Listing<DirectoryRobot> listing) {
        return switch (listing) {
            case Listing.Misfit<DirectoryRobot>(String message) -> completedFuture(new Listing.Misfit<>(message));
            case Listing.Page<DirectoryRobot> page ->
                objects(page.rows()).thenApply(rows -> new Listing.Page<>(rows, page.total()));
        };
    }

    /** What a robot may do is for the robot to say. Those that went meanwhile are left out. */
    private CompletionStage<List<ObjectNode>> objects(List<DirectoryRobot> rows) {
        String prefix = ports.ofProjects().settings().now().text(SettingKey.ROBOT_NAME_PREFIX);
        CompletionStage<List<ObjectNode>> objects = completedFuture(new ArrayList<>());
        for (DirectoryRobot row : rows) {
            objects = objects.thenCombine(targets.target(row), (before, found) -> {
                found.ifPresent(
                        target -> before.add(RobotJson.of(prefix, target.name(), target.account(), row.updatedAt())));
                return before;
            });
        }
        return objects;
    }

    private static CompletionStage<HttpResponse> refuse(ApiError error) {
        return completedFuture(ErrorResponse.of(error));
    }
}
