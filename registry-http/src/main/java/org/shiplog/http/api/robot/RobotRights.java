package org.shiplog.http.api.robot;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.shiplog.domain.access.Permission;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.identity.RobotName;
import org.shiplog.domain.identity.RobotPermission;
import org.shiplog.domain.project.ProjectAccess;
import org.shiplog.domain.project.ProjectQuery.ProjectFacts;
import org.shiplog.http.route.ProjectLookup;

/** Who may do what to robots: by rights on the registry to its robots, by rights in a project to that project's. */
final class RobotRights {
    static final Permission CREATE = new Permission("robot", "create");
    static final Permission READ = new Permission("robot", "read");
    static final Permission UPDATE = new Permission("robot", "update");
    static final Permission DELETE = new Permission("robot", "delete");
    static final Permission LIST = new Permission("robot", "list");

    private final ProjectLookup lookup;

    RobotRights(ProjectLookup lookup) {
        this.lookup = lookup;
    }

    /** @param projectId that the robot was made for: a later project of the same name has nothing to do with it */
    CompletionStage<Boolean> allow(Principal principal, Permission permission, RobotName robot, long projectId) {
        if (robot.project().isEmpty()) {
            return completedFuture(ProjectAccess.ofSystem(principal, permission));
        }
        return lookup.find(principal, robot.project(), Optional.empty())
                .thenApply(found -> principal.administersSystem()
                        || (found.rights().allow(permission)
                                && found.facts().map(ProjectFacts::projectId).equals(Optional.of(projectId))));
    }

    /** Whether a robot that creates or changes another gives it nothing that it has not itself. */
    static boolean covers(Principal.Machine creator, RobotPermission given, boolean toProjectRobot) {
        // A project's robot that may push may pull, too.
        Stream<Permission> implied =
                toProjectRobot && given.access().contains(Permission.PUSH) ? Stream.of(Permission.PULL) : Stream.of();
        return Stream.concat(given.access().stream(), implied)
                .allMatch(permission -> creator.permissions().stream()
                        .anyMatch(own -> has(creator, own, permission) && reachesAsFar(own, given)));
    }

    private static boolean has(Principal.Machine creator, RobotPermission own, Permission permission) {
        boolean implied = own.access().contains(Permission.PUSH)
                && (permission.equals(Permission.PUSH_NEW_TAG)
                        || (permission.equals(Permission.PULL)
                                && creator.project().isPresent()));
        return implied || own.access().contains(permission);
    }

    private static boolean reachesAsFar(RobotPermission own, RobotPermission given) {
        boolean everywhere = own.namespace().equals(RobotPermission.EVERY_PROJECT);
        boolean same = own.namespace().equals(given.namespace()) && own.projectId() == given.projectId();
        boolean unlimited = own.repositories().isEmpty();
        boolean within = !given.repositories().isEmpty() && own.repositories().containsAll(given.repositories());
        return own.scope() == given.scope() && (everywhere || same) && (unlimited || within);
    }
}
