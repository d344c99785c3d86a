package org.shiplog.http.api.robot;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.shiplog.domain.access.Permission;
import org.shiplog.domain.identity.RobotName;
import org.shiplog.domain.robot.Robot;
import org.shiplog.domain.robot.Robot.FindRobot;
import org.shiplog.http.api.json.PathNumber;
import org.shiplog.http.api.port.ProjectPorts;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.projections.directory.DirectoryRobot;

/** Finds the robot that a request's path names by its number, for those who may know of it. */
final class RobotTargets {
    private final ProjectPorts ports;
    private final RobotRights rights;

    RobotTargets(ProjectPorts ports, RobotRights rights) {
        this.ports = ports;
        this.rights = rights;
    }

    record Target(RobotName name, Robot.Account account, DirectoryRobot row) {}

    /** Answers by the robot. To whoever may not read it, it is as unknown as one that does not exist. */
    CompletionStage<HttpResponse> with(
            Call call, Permission permission, Function<Target, CompletionStage<HttpResponse>> answer) {
        return ports.directory()
                .robot(PathNumber.of(call, "robot_id"))
                .thenCompose(row -> row.isPresent() ? target(row.get()) : completedFuture(Optional.empty()))
                .thenCompose(found ->
                        found.isPresent() ? check(call, permission, found.get(), answer) : completedFuture(unknown()));
    }

    /** Empty when it is gone, or another one has its name by now. */
    CompletionStage<Optional<Target>> target(DirectoryRobot row) {
        return ports.accounts()
                .robots()
                .query(row.name(), new FindRobot())
                .thenApply(found -> found.filter(account -> account.facts().robotId() == row.robotId())
                        .map(account -> new Target(row.name(), account, row)));
    }

    private CompletionStage<HttpResponse> check(
            Call call, Permission permission, Target target, Function<Target, CompletionStage<HttpResponse>> answer) {
        return allow(call, RobotRights.READ, target)
                .thenCombine(allow(call, permission, target), (mayRead, may) -> {
                    if (may) {
                        return answer.apply(target);
                    }
                    return completedFuture(mayRead ? ErrorResponse.of(ApiError.FORBIDDEN) : unknown());
                })
                .thenCompose(response -> response);
    }

    private CompletionStage<Boolean> allow(Call call, Permission permission, Target target) {
        return rights.allow(
                call.principal(),
                permission,
                target.name(),
                target.account().facts().projectId());
    }

    static HttpResponse unknown() {
        return ErrorResponse.of(ApiError.NOT_FOUND, "no such robot");
    }
}
