package org.shiplog.http.api.label;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.access.Permission;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.label.LabelScope;
import org.shiplog.domain.project.ProjectAccess;
import org.shiplog.domain.project.ProjectQuery.ProjectFacts;
import org.shiplog.http.api.port.ApiPorts;
import org.shiplog.http.route.ProjectLookup;

/** Who may do what to labels: those of the registry everyone reads who logged in, a project's are for its members. */
final class LabelRights {
    static final Permission CREATE = new Permission("label", "create");
    static final Permission READ = new Permission("label", "read");
    static final Permission UPDATE = new Permission("label", "update");
    static final Permission DELETE = new Permission("label", "delete");
    static final Permission LIST = new Permission("label", "list");

    private final ApiPorts ports;

    LabelRights(ApiPorts ports) {
        this.ports = ports;
    }

    /** @param exists whether what the label is for exists; only to be told to whoever is allowed */
    record Answer(boolean allowed, boolean exists) {}

    CompletionStage<Answer> ask(Principal principal, Permission permission, LabelScope scope) {
        if (scope.project().isEmpty()) {
            boolean reading = permission.equals(READ) || permission.equals(LIST);
            return completedFuture(new Answer(reading || ProjectAccess.ofSystem(principal, permission), true));
        }
        return ports.ofAccounts()
                .projectNames()
                .nameOf(scope.projectId())
                .thenCompose(name -> ports.lookup().find(principal, name, Optional.empty()))
                .thenApply(found -> answer(principal, permission, scope, found));
    }

    /** A later project of the same name has nothing to do with the label. */
    private static Answer answer(
            Principal principal, Permission permission, LabelScope scope, ProjectLookup.Found found) {
        boolean exists = found.facts().map(ProjectFacts::projectId).equals(scope.project());
        return new Answer(
                principal.administersSystem() || (exists && found.rights().allow(permission)), exists);
    }
}
