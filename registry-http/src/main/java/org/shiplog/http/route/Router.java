package org.shiplog.http.route;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.shiplog.http.route.Gatekeeper.Candidate;
import org.shiplog.http.route.Gatekeeper.Verdict;

/** Brings a request to its operation, past the gatekeeper. A HEAD without a route of its own is answered like its GET. */
public final class Router {
    private final Map<String, List<Route>> routes;
    private final Gatekeeper gatekeeper;
    private final CrossSiteGuard guard;
    private final Positioning positioning;

    /** @throws IllegalArgumentException when two routes have the same id */
    public Router(List<Route> routes, Parts parts) {
        this.routes = byFirstSegment(routes);
        this.positioning = parts.positioning();
        this.guard = new CrossSiteGuard(parts.externalUrl());
        this.gatekeeper = new Gatekeeper(
                parts.authentication(),
                parts.policy(),
                parts.projects(),
                parts.directory(),
                new Challenge(parts.externalUrl(), parts.service()));
    }

    /**
     * What routing decides by.
     *
     * @param service the name under which tokens are asked for and issued
     */
    public record Parts(
            Authentication authentication,
            Policy policy,
            ProjectLookup projects,
            ProjectDirectory directory,
            ExternalUrl externalUrl,
            String service,
            Positioning positioning) {}

    /** Whether the path belongs to the distribution API, whose answers and challenges have forms of their own. */
    public static boolean isDistributionApi(String path) {
        return path.equals("/v2") || path.startsWith("/v2/");
    }

    public sealed interface Answer {
        /** By the operation, which dealt with the request's body. */
        record Given(HttpResponse response) implements Answer {}

        /** Before any operation; nobody has touched the request's body. */
        record Refused(HttpResponse response) implements Answer {}
    }

    public CompletionStage<Answer> route(
            HttpRequest request, Arrival arrival, RequestObserver.Observation observation) {
        return answer(request, arrival, observation).thenApply(answer -> switch (answer) {
            case Answer.Given(HttpResponse response) ->
                new Answer.Given(guard.equip(request, arrival.rawPath(), response));
            case Answer.Refused(HttpResponse response) ->
                new Answer.Refused(guard.equip(request, arrival.rawPath(), response));
        });
    }

    private CompletionStage<Answer> answer(
            HttpRequest request, Arrival arrival, RequestObserver.Observation observation) {
        List<Route> near = routes.getOrDefault(firstSegment(arrival.rawPath()), List.of());
        Optional<Candidate> candidate = find(near, request.method(), request, arrival);
        if (candidate.isEmpty() && request.method().equals(HttpMethods.HEAD)) {
            candidate = find(near, HttpMethods.GET, request, arrival);
        }
        if (candidate.isEmpty()) {
            return CompletableFuture.completedFuture(new Answer.Refused(noRoute(near, arrival.rawPath())));
        }
        Route route = candidate.get().route();
        observation.routed(route);
        return gatekeeper.check(candidate.get()).thenCompose(verdict -> switch (verdict) {
            case Verdict.Passed(Call call) -> {
                observation.passed(call);
                yield positioning.handle(route, call).thenApply(Answer.Given::new);
            }
            case Verdict.Refused(HttpResponse response) ->
                CompletableFuture.completedFuture(new Answer.Refused(response));
        });
    }

    private static Optional<Candidate> find(
            List<Route> routes, HttpMethod method, HttpRequest request, Arrival arrival) {
        for (Route route : routes) {
            if (route.method().equals(method)) {
                Optional<Map<String, String>> variables = route.path().match(arrival.rawPath());
                if (variables.isPresent()) {
                    return Optional.of(new Candidate(route, request, variables.get(), arrival));
                }
            }
        }
        return Optional.empty();
    }

    private static HttpResponse noRoute(List<Route> routes, String path) {
        Set<String> methods = new LinkedHashSet<>();
        for (Route route : routes) {
            if (route.path().match(path).isPresent()) {
                methods.add(route.method().value());
            }
        }
        if (methods.isEmpty()) {
            return ErrorResponse.of(isDistributionApi(path) ? ApiError.NAME_UNKNOWN : ApiError.NOT_FOUND);
        }
        if (methods.contains(HttpMethods.GET.value())) {
            methods.add(HttpMethods.HEAD.value());
        }
        return ErrorResponse.of(isDistributionApi(path) ? ApiError.UNSUPPORTED : ApiError.METHOD_NOT_ALLOWED)
                .addHeader(RawHeader.create("Allow", String.join(", ", methods)));
    }

    private static Map<String, List<Route>> byFirstSegment(List<Route> routes) {
        Map<String, List<Route>> grouped = new HashMap<>();
        Map<String, Route> ids = new HashMap<>();
        for (Route route : routes) {
            if (ids.put(route.id(), route) != null) {
                throw new IllegalArgumentException("two routes have the id " + route.id());
            }
            grouped.computeIfAbsent(firstSegment(route.path().template()), _ -> new ArrayList<>())
                    .add(route);
        }
        return Map.copyOf(grouped);
    }

    private static String firstSegment(String path) {
        int start = path.startsWith("/") ? 1 : 0;
        int end = path.indexOf('/', start);
        return end < 0 ? path.substring(start) : path.substring(start, end);
    }
}
