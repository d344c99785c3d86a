package org.shiplog.http.api.robot;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.shiplog.domain.aggregate.Outcome;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.identity.RobotName;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.project.ProjectAccess;
import org.shiplog.domain.project.ProjectQuery.ProjectFacts;
import org.shiplog.domain.robot.Robot.FindRobot;
import org.shiplog.domain.robot.RobotCommand.CreateRobot;
import org.shiplog.domain.robot.RobotCommand.DeleteRobot;
import org.shiplog.domain.robot.RobotFacts;
import org.shiplog.domain.robot.RobotFacts.CreatorKind;
import org.shiplog.domain.robot.RobotProfile;
import org.shiplog.domain.robot.RobotRefusal;
import org.shiplog.http.api.json.Json;
import org.shiplog.http.api.json.Steps;
import org.shiplog.http.api.port.ApiPorts;
import org.shiplog.http.api.port.Ids;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.http.settings.SettingKey;

/** Creates robots. Their secrets are made up here and told once. */
final class RobotCreation {
    private final ApiPorts ports;
    private final RobotGrants grants;

    RobotCreation(ApiPorts ports, RobotGrants grants) {
        this.ports = ports;
        this.grants = grants;
    }

    CompletionStage<HttpResponse> create(Call call, RobotRequest request) {
        return request.ofProject() ? createInProject(call, request) : createInRegistry(call, request);
    }

    private CompletionStage<HttpResponse> createInRegistry(Call call, RobotRequest request) {
        return ProjectAccess.ofSystem(call.principal(), RobotRights.CREATE)
                ? create(call, request, Optional.empty(), 0)
                : completedFuture(ErrorResponse.of(ApiError.FORBIDDEN));
    }

    /** What exists and what is forbidden look the same to those whose rights depend on it. */
    private CompletionStage<HttpResponse> createInProject(Call call, RobotRequest request) {
        Optional<ProjectName> project =
                ProjectName.parse(request.blocks().getFirst().namespace());
        return ports.lookup().find(call.principal(), project, Optional.empty()).thenCompose(found -> {
            if (!found.rights().allow(RobotRights.CREATE)) {
                return completedFuture(ErrorResponse.of(ApiError.FORBIDDEN));
            }
            Optional<Long> projectId = found.facts().map(ProjectFacts::projectId);
            return projectId.isEmpty()
                    ? completedFuture(ErrorResponse.of(ApiError.NOT_FOUND))
                    : create(call, request, project, projectId.get());
        });
    }

    private CompletionStage<HttpResponse> create(
            Call call, RobotRequest request, Optional<ProjectName> project, long projectId) {
        Optional<RobotName> name = name(project, request.name());
        return name.isEmpty()
                ? completedFuture(ErrorResponse.of(
                        ApiError.BAD_REQUEST,
                        "the robot's name must be lower-case letters and digits, divided by single dots, dashes or"
                                + " underscores, with its project's name at most " + RobotName.MAX_LENGTH
                                + " characters"))
                : grants.resolve(call.principal(), request, List.of()).thenCompose(resolved -> switch (resolved) {
                    case RobotGrants.Resolved.Refused(HttpResponse response) -> completedFuture(response);
                    case RobotGrants.Resolved.Granted(var permissions) -> {
                        RobotProfile profile = new RobotProfile(
                                request.description(),
                                request.enabled(),
                                request.days().orElseThrow(),
                                permissions,
                                request.trust().orElse(List.of()));
                        yield create(call, name.get(), projectId, profile);
                    }
                });
    }

    private static Optional<RobotName> name(Optional<ProjectName> project, String text) {
        return Optional.of(text)
                .filter(RobotName::isName)
                .map(name -> new RobotName(project, name))
                .filter(name -> name.value().length() <= RobotName.MAX_LENGTH);
    }

    private CompletionStage<HttpResponse> create(Call call, RobotName name, long projectId, RobotProfile profile) {
        String secret = RobotSecrets.generate(ports.ofAccounts().random());
        return ports.ofAccounts()
                .secrets()
                .hash(secret)
                .thenCombine(ports.ids().next(Ids.Sequence.ROBOT), (hash, id) -> {
                    RobotFacts facts = facts(call, id, projectId);
                    return new CreateRobot(facts, profile, hash);
                })
                .thenCompose(command -> execute(call, name, command).thenApply(outcome -> switch (outcome) {
                    case Outcome.Accepted<RobotRefusal> _ -> created(name, command, secret);
                    case Outcome.Refused<RobotRefusal> _ ->
                        ErrorResponse.of(ApiError.CONFLICT, "robot " + name + " already exists");
                }));
    }

    private static RobotFacts facts(Call call, long robotId, long projectId) {
        CreatorKind kind = call.principal() instanceof Principal.Machine ? CreatorKind.ROBOT : CreatorKind.USER;
        long creator = switch (call.principal()) {
            case Principal.Person person -> person.userId();
            case Principal.Machine machine -> machine.robotId();
            case Principal.Operator _, Principal.Anonymous _, Principal.Registry _ -> 0;
        };
        return new RobotFacts(
                robotId, projectId, kind, creator, call.provenance().at());
    }

    private CompletionStage<Outcome<RobotRefusal>> execute(Call call, RobotName name, CreateRobot command) {
        var robots = ports.ofProjects().accounts().robots();
        return robots.execute(name, command, call.provenance())
                .thenCompose(outcome -> outcome instanceof Outcome.Accepted<RobotRefusal>
                        ? completedFuture(outcome)
                        : robots.query(name, new FindRobot()).thenCompose(found -> {
                            boolean left = found.map(robot -> robot.facts().projectId()
                                            != command.facts().projectId())
                                    .orElse(false);
                            return left ? replace(call, name, command) : completedFuture(outcome);
                        }));
    }

    /** A robot that was left behind by a former project of the same name may do nothing any more, and so must not be in the way. */
    private CompletionStage<Outcome<RobotRefusal>> replace(Call call, RobotName name, CreateRobot command) {
        var robots = ports.ofProjects().accounts().robots();
        return robots.execute(name, new DeleteRobot(), Steps.of(call.provenance(), "clear"))
                .thenCompose(_ -> robots.execute(name, command, Steps.of(call.provenance(), "create")));
    }

    private HttpResponse created(RobotName name, CreateRobot command, String secret) {
        String prefix = ports.ofProjects().settings().now().text(SettingKey.ROBOT_NAME_PREFIX);
        return Json.ok(RobotJson.created(prefix + name, command.facts(), command.profile(), secret))
                .withStatus(StatusCodes.CREATED)
                .addHeader(RawHeader.create(
                        "Location", RobotRoutes.ROBOTS + "/" + command.facts().robotId()))
                .addHeader(RawHeader.create("Cache-Control", "no-store"));
    }
}
