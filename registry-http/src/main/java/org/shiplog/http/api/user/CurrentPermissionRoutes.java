package org.shiplog.http.api.user;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.Query;
import org.shiplog.domain.access.Permission;
import org.shiplog.domain.access.Permissions;
import org.shiplog.domain.access.Rights;
import org.shiplog.domain.access.Role;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.project.ProjectAccess;
import org.shiplog.domain.project.ProjectQuery.ProjectFacts;
import org.shiplog.http.api.json.Json;
import org.shiplog.http.api.json.ListRequest;
import org.shiplog.http.api.port.ApiPorts;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.PathTemplate;
import org.shiplog.http.route.Route;

/** Tells callers what they may do themselves, so that pages offer nothing else. */
public final class CurrentPermissionRoutes {
    private static final Pattern PROJECT = Pattern.compile("/project/([0-9]{1,18})");
    private static final String SYSTEM = "/system";

    /** In Harbor's words a project's own permissions are about itself, which is the scope. */
    private static final String ITSELF = "project";

    private static final Collection<Permission> ALL_OF_PROJECT = all();

    private final ApiPorts ports;

    public CurrentPermissionRoutes(ApiPorts ports) {
        this.ports = ports;
    }

    private static Collection<Permission> all() {
        Collection<Permission> all = new TreeSet<>(Permissions.OF_PROJECT);
        all.addAll(Role.PROJECT_ADMIN.permissions());
        all.addAll(Permissions.OWN);
        return all;
    }

    public List<Route> routes() {
        return List.of(new Route(
                "getCurrentUserPermissions",
                HttpMethods.GET,
                PathTemplate.of(UserReads.USERS + "/current/permissions"),
                new Access.LoggedIn(),
                this::list));
    }

    /** None for a scope that is unknown, or that the caller may not know. */
    private CompletionStage<HttpResponse> list(Call call) {
        Query query = ListRequest.query(call.request());
        String scope = query.get("scope").orElse("");
        boolean relative = query.get("relative").map(Boolean::parseBoolean).orElse(false);
        return permissions(call.principal(), scope)
                .thenApply(permissions -> Json.ok(render(permissions, relative ? "" : scope)));
    }

    private CompletionStage<List<Permission>> permissions(Principal principal, String scope) {
        if (scope.equals(SYSTEM)) {
            return completedFuture(new TreeSet<>(Permissions.OF_SYSTEM)
                    .stream()
                            .filter(permission -> ProjectAccess.ofSystem(principal, permission))
                            .toList());
        }
        Matcher project = PROJECT.matcher(scope);
        return project.matches() ? inProject(principal, Long.parseLong(project.group(1))) : completedFuture(List.of());
    }

    private CompletionStage<List<Permission>> inProject(Principal principal, long projectId) {
        return ports.ofAccounts()
                .projectNames()
                .nameOf(projectId)
                .thenCompose(name ->
                        name.isEmpty() ? completedFuture(List.of()) : inProject(principal, projectId, name.get()));
    }

    private CompletionStage<List<Permission>> inProject(Principal principal, long projectId, ProjectName name) {
        return ports.lookup()
                .find(principal, Optional.of(name), Optional.empty())
                .thenApply(found -> found.facts()
                                .map(ProjectFacts::projectId)
                                .filter(id -> id == projectId)
                                .isPresent()
                        ? ALL_OF_PROJECT.stream()
                                .filter(permission -> isAllowed(found.rights(), permission))
                                .toList()
                        : List.of());
    }

    private static boolean isAllowed(Rights rights, Permission permission) {
        return permission.concernsRepositories() ? rights.allowSomewhere(permission) : rights.allow(permission);
    }

    private static ArrayNode render(List<Permission> permissions, String scope) {
        ArrayNode rows = Json.array();
        for (Permission permission : permissions) {
            boolean itself = permission.resource().equals(ITSELF) && !scope.equals(SYSTEM);
            String relative = itself ? "" : permission.resource();
            String resource = scope.isEmpty() ? (itself ? "." : relative) : (itself ? scope : scope + "/" + relative);
            rows.addObject().put("resource", resource).put("action", permission.action());
        }
        return rows;
    }
}
