package org.shiplog.http.api.port;

import java.util.Set;
import java.util.stream.Collectors;
import org.shiplog.domain.access.Permission;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.identity.RobotPermission;
import org.shiplog.http.route.Policy;
import org.shiplog.projections.catalog.Visible;

/** Which projects somebody finds in lists. */
public final class Visibilities {
    private final Policy policy;

    public Visibilities(Policy policy) {
        this.policy = policy;
    }

    public Visible of(Principal principal) {
        return switch (principal) {
            case Principal.Anonymous _ -> policy.allowsAnonymous() ? new Visible.PublicOnly() : new Visible.Nothing();
            case Principal.Person person
            when !person.systemAdmin() -> new Visible.PublicAndMemberships(person.userId(), person.groups());
            case Principal.Machine machine -> of(machine);
            case Principal.Person _, Principal.Operator _, Principal.Registry _ -> new Visible.All();
        };
    }

    /** A robot of every project finds them all; one that is limited to some repositories finds none by that. */
    private static Visible of(Principal.Machine machine) {
        Set<RobotPermission> readable = machine.permissions().stream()
                .filter(given -> given.scope() == RobotPermission.Scope.PROJECT)
                .filter(given -> given.repositories().isEmpty())
                .filter(given -> given.access().contains(Permission.PULL)
                        || given.access().contains(Permission.READ_PROJECT))
                .collect(Collectors.toUnmodifiableSet());
        boolean all = readable.stream().anyMatch(given -> given.namespace().equals(RobotPermission.EVERY_PROJECT));
        return all
                ? new Visible.All()
                : new Visible.PublicAnd(
                        readable.stream().map(RobotPermission::projectId).collect(Collectors.toUnmodifiableSet()));
    }
}
