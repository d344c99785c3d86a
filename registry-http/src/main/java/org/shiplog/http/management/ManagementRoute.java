package org.shiplog.http.management;

import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.shiplog.http.route.Access;

/**
 * Something to be asked for with GET.
 *
 * @param path exact, without a query
 * @param access who may ask: there are no credentials on this listener, so nothing else than everybody can be declared
 * @param answer called on Pekko's dispatcher; must not block
 */
public record ManagementRoute(
        String path, Access.Anyone access, Function<HttpRequest, CompletionStage<HttpResponse>> answer) {
    public static ManagementRoute forAnyone(String path, Supplier<CompletionStage<HttpResponse>> answer) {
        return reading(path, _ -> answer.get());
    }

    /** One whose answer depends on the request's headers. */
    public static ManagementRoute reading(String path, Function<HttpRequest, CompletionStage<HttpResponse>> answer) {
        return new ManagementRoute(path, new Access.Anyone(), answer);
    }
}
