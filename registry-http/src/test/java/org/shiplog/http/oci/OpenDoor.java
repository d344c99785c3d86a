package org.shiplog.http.oci;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.japi.function.Function;
import org.shiplog.domain.aggregate.Entities;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.project.Project;
import org.shiplog.domain.project.ProjectCommand;
import org.shiplog.domain.project.ProjectQuery.FindProject;
import org.shiplog.domain.project.ProjectQuery.ProjectFacts;
import org.shiplog.domain.project.ProjectRefusal;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.Action;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.Caller;
import org.shiplog.http.route.Route;

/**
 * A server that lets everyone through to the routes, as whoever the header {@code X-Principal} says, and answers failed
 * stages with 500.
 */
final class OpenDoor {
    static final String PRINCIPAL = "X-Principal";

    private final List<Route> routes;
    private final Entities<ProjectName, Project, ProjectCommand, ProjectRefusal> projects;

    OpenDoor(List<Route> routes, Entities<ProjectName, Project, ProjectCommand, ProjectRefusal> projects) {
        this.routes = routes;
        this.projects = projects;
    }

    private record AnyCaller(Principal principal) implements Caller {
        @Override
        public boolean reaches(RepositoryName repository, Set<Action> actions) {
            return true;
        }

        @Override
        public boolean presentedCredentials() {
            return true;
        }
    }

    ServerBinding bind(ActorSystem<?> system, int port) {
        Function<HttpRequest, CompletionStage<HttpResponse>> handler = request -> handle(request)
                .exceptionally(failure -> {
                    system.log().info("a stage failed: {}", failure.toString());
                    return HttpResponse.create().withStatus(StatusCodes.INTERNAL_SERVER_ERROR);
                });
        return Http.get(system)
                .newServerAt("127.0.0.1", port)
                .bind(handler)
                .toCompletableFuture()
                .join();
    }

    static String address(ServerBinding binding) {
        InetSocketAddress address = binding.localAddress();
        return "http://127.0.0.1:" + address.getPort();
    }

    private CompletionStage<HttpResponse> handle(HttpRequest request) {
        for (Route route : routes) {
            Optional<Map<String, String>> path = route.path().match(request.getUri().path());
            if (path.isPresent() && route.method().equals(request.method())) {
                return enter(request, route, path.get());
            }
        }
        return Repositories.now(HttpResponse.create().withStatus(StatusCodes.NOT_FOUND));
    }

    private CompletionStage<HttpResponse> enter(HttpRequest request, Route route, Map<String, String> path) {
        String principal = request.getHeader(PRINCIPAL).map(HttpHeader::value).orElse("alice");
        Caller caller = new AnyCaller(new Principal.Authenticated(principal, false));
        String id = UUID.randomUUID().toString();
        Provenance provenance = new Provenance(principal, Instant.EPOCH, "127.0.0.1", "test", id, id);
        if (!(route.access() instanceof Access.OnRepository)) {
            return route.handler()
                    .handle(new Call(request, path, caller, provenance, Optional.empty(), Optional.empty()));
        }
        Optional<RepositoryName> name = RepositoryName.parse(path.getOrDefault(OciPath.NAME, ""));
        if (name.isEmpty()) {
            return Repositories.now(ApiError.NAME_INVALID);
        }
        return name.get()
                .project()
                .map(project -> projects.query(project, new FindProject(name)))
                .orElseGet(() -> CompletableFuture.completedStage(Optional.<ProjectFacts>empty()))
                .thenCompose(facts -> facts.isEmpty()
                        ? Repositories.now(ApiError.NAME_UNKNOWN)
                        : route.handler().handle(new Call(request, path, caller, provenance, name, facts)));
    }
}
