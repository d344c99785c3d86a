package org.shiplog.domain.project;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.shiplog.domain.access.Grant;
import org.shiplog.domain.access.Permission;
import org.shiplog.domain.access.Permissions;
import org.shiplog.domain.access.Rights;
import org.shiplog.domain.access.Role;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.identity.RobotPermission;
import org.shiplog.domain.project.ProjectQuery.ProjectFacts;

/** Who may do what in a project. */
public final class ProjectAccess {
    private static final Rights OF_ADMINISTRATOR = Rights.all("system administrator");
    private static final Rights OF_OPERATOR = Rights.all("operator of the registry");
    private static final Rights OF_REGISTRY = Rights.all("the registry itself");
    private static final Grant OF_PUBLIC_PROJECT = new Grant("public project", Role.PUBLIC, List.of());

    private ProjectAccess() {}

    /** Whose memberships {@link #rights} needs; empty when it needs none. */
    public static Optional<Member.Subject> subject(Principal principal) {
        return principal instanceof Principal.Person person && !person.systemAdmin()
                ? Optional.of(new Member.Subject(person.userId(), List.copyOf(person.groups())))
                : Optional.empty();
    }

    /** @param facts with the memberships of the principal's {@link #subject} */
    public static Rights rights(Principal principal, ProjectFacts facts) {
        Rights standing = withoutProject(principal);
        if (!standing.areNone()) {
            return standing;
        }
        List<Grant> grants = new ArrayList<>();
        switch (principal) {
            case Principal.Person _ -> facts.memberships().forEach(member -> grants.add(member.grant()));
            case Principal.Machine machine -> grants.addAll(grants(machine, facts.projectId()));
            case Principal.Operator _, Principal.Anonymous _, Principal.Registry _ -> {}
        }
        if (facts.visibility() == Visibility.PUBLIC) {
            grants.add(OF_PUBLIC_PROJECT);
        }
        return new Rights(grants);
    }

    private static List<Grant> grants(Principal.Machine machine, long projectId) {
        if (machine.project().map(own -> own != projectId).orElse(false)) {
            return List.of();
        }
        return machine.permissions().stream()
                .filter(permission -> permission.concerns(projectId))
                .map(permission -> grant(machine, permission))
                .toList();
    }

    /** Who may push may pull what was pushed, if it is a project's own robot. */
    private static Grant grant(Principal.Machine machine, RobotPermission permission) {
        Stream<Permission> implied = permission.access().stream()
                .filter(given -> given.equals(Permission.PUSH))
                .flatMap(_ -> machine.project().isPresent()
                        ? Stream.of(Permission.PUSH_NEW_TAG, Permission.PULL)
                        : Stream.of(Permission.PUSH_NEW_TAG));
        List<Permission> all =
                Stream.concat(permission.access().stream(), implied).toList();
        return new Grant("permission of the robot", java.util.Set.copyOf(all), permission.repositories());
    }

    /** Rights that hold whether or not a project exists. Who has them may be told that it does not. */
    public static Rights withoutProject(Principal principal) {
        return switch (principal) {
            case Principal.Person person -> person.systemAdmin() ? OF_ADMINISTRATOR : Rights.NONE;
            case Principal.Operator _ -> OF_OPERATOR;
            case Principal.Registry _ -> OF_REGISTRY;
            case Principal.Machine _, Principal.Anonymous _ -> Rights.NONE;
        };
    }

    /** Whether the principal may do that to the registry as a whole. */
    public static boolean ofSystem(Principal principal, Permission permission) {
        return principal.administersSystem()
                || (principal instanceof Principal.Machine machine
                        && machine.project().isEmpty()
                        && Permissions.OF_SYSTEM.contains(permission)
                        && machine.permissions().stream()
                                .filter(given -> given.scope() == RobotPermission.Scope.SYSTEM)
                                .anyMatch(given -> given.access().contains(permission)));
    }
}
