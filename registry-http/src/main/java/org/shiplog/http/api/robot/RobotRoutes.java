package org.shiplog.http.api.robot;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.shiplog.domain.access.Permission;
import org.shiplog.http.api.json.Json;
import org.shiplog.http.api.json.JsonBody;
import org.shiplog.http.api.port.ApiPorts;
import org.shiplog.http.api.port.ProjectPorts;
import org.shiplog.http.api.robot.RobotTargets.Target;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.Handler;
import org.shiplog.http.route.PathTemplate;
import org.shiplog.http.route.Route;
import org.shiplog.http.settings.SettingKey;

/** Shows and changes robot accounts, those of the registry and those of projects alike. */
public final class RobotRoutes {
    static final String ROBOTS = "/api/v2.0/robots";
    private static final String ROBOT = ROBOTS + "/{robot_id}";

    private final ProjectPorts ports;
    private final JsonBody bodies;
    private final RobotTargets targets;
    private final RobotList list;
    private final RobotCreation creation;
    private final RobotChanges changes;

    public RobotRoutes(ApiPorts ports, JsonBody bodies) {
        RobotGrants grants = new RobotGrants(ports.lookup());
        this.ports = ports.ofProjects();
        this.bodies = bodies;
        this.targets = new RobotTargets(ports.ofProjects(), new RobotRights(ports.lookup()));
        this.list = new RobotList(ports, targets);
        this.creation = new RobotCreation(ports, grants);
        this.changes = new RobotChanges(ports, grants);
    }

    public List<Route> routes() {
        return List.of(
                route("ListRobot", HttpMethods.GET, ROBOTS, RobotRights.LIST, list::list),
                route("CreateRobot", HttpMethods.POST, ROBOTS, RobotRights.CREATE, this::create),
                route("GetRobotByID", HttpMethods.GET, ROBOT, RobotRights.READ, this::get),
                route("UpdateRobot", HttpMethods.PUT, ROBOT, RobotRights.UPDATE, this::update),
                route("RefreshSec", HttpMethods.PATCH, ROBOT, RobotRights.UPDATE, this::replaceSecret),
                route("DeleteRobot", HttpMethods.DELETE, ROBOT, RobotRights.DELETE, this::delete));
    }

    private static Route route(String id, HttpMethod method, String path, Permission permission, Handler handler) {
        return new Route(id, method, PathTemplate.of(path), new Access.OnWhatIsFound(Set.of(permission)), handler);
    }

    private CompletionStage<HttpResponse> create(Call call) {
        return bodies.read(call.request(), RobotRequest::creation, request -> creation.create(call, request));
    }

    private CompletionStage<HttpResponse> get(Call call) {
        return targets.with(call, RobotRights.READ, target -> completedFuture(show(target)));
    }

    private HttpResponse show(Target target) {
        String prefix = ports.settings().now().text(SettingKey.ROBOT_NAME_PREFIX);
        return Json.ok(RobotJson.of(
                prefix, target.name(), target.account(), target.row().updatedAt()));
    }

    private CompletionStage<HttpResponse> update(Call call) {
        return bodies.read(
                call.request(),
                RobotRequest::change,
                request -> targets.with(call, RobotRights.UPDATE, target -> changes.update(call, target, request)));
    }

    private CompletionStage<HttpResponse> replaceSecret(Call call) {
        return bodies.read(
                call.request(),
                RobotChanges.SecretRequest::of,
                request ->
                        targets.with(call, RobotRights.UPDATE, target -> changes.replaceSecret(call, target, request)));
    }

    private CompletionStage<HttpResponse> delete(Call call) {
        return bodies.discard(call.request())
                .thenCompose(_ -> targets.with(call, RobotRights.DELETE, target -> changes.delete(call, target)));
    }
}
