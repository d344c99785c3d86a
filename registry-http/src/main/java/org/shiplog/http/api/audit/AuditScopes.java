package org.shiplog.http.api.audit;

import java.util.Set;
import java.util.stream.Collectors;
import org.shiplog.domain.access.Permission;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.identity.RobotPermission;
import org.shiplog.domain.project.ProjectAccess;
import org.shiplog.projections.audit.AuditScope;

/** Whose acts somebody finds in the log of the whole registry: everybody's, or those within projects whose log they may see. */
public final class AuditScopes {
    /** What whoever sees the log of the whole registry must be allowed in it. */
    public static final Permission LIST = new Permission("audit-log", "list");

    private AuditScopes() {}

    static AuditScope of(Principal principal) {
        if (ProjectAccess.ofSystem(principal, LIST)) {
            return new AuditScope.Everything();
        }
        return switch (principal) {
            case Principal.Person person -> new AuditScope.WithinMemberships(person.userId(), person.groups());
            case Principal.Machine machine -> of(machine);
            case Principal.Operator _, Principal.Anonymous _, Principal.Registry _ -> new AuditScope.Nothing();
        };
    }

    private static AuditScope of(Principal.Machine machine) {
        Set<RobotPermission> given = machine.permissions().stream()
                .filter(permission -> permission.scope() == RobotPermission.Scope.PROJECT)
                .filter(permission -> permission.repositories().isEmpty())
                .filter(permission -> permission.access().contains(AuditScope.LIST))
                .collect(Collectors.toUnmodifiableSet());
        boolean all = machine.project().isEmpty()
                && given.stream().anyMatch(permission -> permission.namespace().equals(RobotPermission.EVERY_PROJECT));
        return all
                ? new AuditScope.WithinAnyProject()
                : new AuditScope.WithinProjects(given.stream()
                        .map(RobotPermission::projectId)
                        .filter(id -> machine.project().map(id::equals).orElse(true))
                        .collect(Collectors.toUnmodifiableSet()));
    }
}
