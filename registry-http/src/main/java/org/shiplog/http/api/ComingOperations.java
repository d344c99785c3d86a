package org.shiplog.http.api;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.shiplog.http.api.json.JsonBody;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.http.route.PathTemplate;
import org.shiplog.http.route.Route;

/**
 * The operations of Harbor's API that are not there yet. Each says so, to whoever Harbor would let use it, and not that its path is
 * unknown: a client can tell what it may not, what it cannot yet, and what never was.
 */
final class ComingOperations {
    private final JsonBody bodies;

    ComingOperations(JsonBody bodies) {
        this.bodies = bodies;
    }

    /** Those that none of the routes is. */
    List<Route> besides(List<Route> there) {
        Set<String> ids = there.stream().map(Route::id).collect(Collectors.toUnmodifiableSet());
        return Operation.all().stream()
                .filter(operation -> !ids.contains(operation.id()))
                .map(operation -> new Route(
                        operation.id(),
                        method(operation.method()),
                        PathTemplate.of(operation.path()),
                        operation.access(),
                        this::answer))
                .toList();
    }

    private CompletionStage<HttpResponse> answer(Call call) {
        return bodies.discard(call.request()).thenApply(_ -> ErrorResponse.of(ApiError.NOT_IMPLEMENTED));
    }

    private static HttpMethod method(String name) {
        return Stream.of(
                        HttpMethods.GET,
                        HttpMethods.HEAD,
                        HttpMethods.POST,
                        HttpMethods.PUT,
                        HttpMethods.PATCH,
                        HttpMethods.DELETE)
                .filter(method -> method.value().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("not a method: " + name));
    }
}
