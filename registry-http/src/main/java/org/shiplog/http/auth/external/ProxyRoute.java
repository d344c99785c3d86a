package org.shiplog.http.auth.external;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.Query;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.Uri;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.shiplog.domain.identity.Principal;
import org.shiplog.http.auth.SessionRoutes;
import org.shiplog.http.auth.oidc.LocalPath;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.http.route.PathTemplate;
import org.shiplog.http.route.Route;

/** Lets in a browser that comes from an authentication proxy with the token of a session there. */
public final class ProxyRoute {
    private final ProxyLogins logins;
    private final SessionRoutes sessions;

    public ProxyRoute(ProxyLogins logins, SessionRoutes sessions) {
        this.logins = logins;
        this.sessions = sessions;
    }

    public Route route() {
        return new Route(
                "enterFromAuthProxy",
                HttpMethods.GET,
                PathTemplate.of("/c/authproxy/redirect"),
                new Access.Anyone(),
                this::enter);
    }

    private CompletionStage<HttpResponse> enter(Call call) {
        Query query = call.request().getUri().query(StandardCharsets.UTF_8, Uri.RELAXED);
        Optional<LocalPath> target = LocalPath.parse(
                query.get("postURI").filter(path -> !path.isEmpty()).orElse("/"));
        String token = query.get("token").orElse("");
        if (!logins.areTaken()) {
            return refuse(ApiError.PRECONDITION, "people do not log in at an authentication proxy here");
        }
        if (token.isEmpty() || target.isEmpty()) {
            return refuse(ApiError.BAD_REQUEST, "token is required, and postURI must be a path of this registry");
        }
        return logins.review(token)
                .thenCompose(person -> person.isPresent()
                        ? enter(call, person.get(), target.get())
                        : refuse(ApiError.UNAUTHORIZED, "the token is not that of a user"));
    }

    private CompletionStage<HttpResponse> enter(Call call, Principal.Person person, LocalPath target) {
        return sessions.begin(call, person)
                .thenApply(begun -> begun.withStatus(StatusCodes.FOUND)
                        .addHeader(RawHeader.create("Location", target.toString()))
                        .addHeader(RawHeader.create("Cache-Control", "no-store"))
                        .addHeader(RawHeader.create("Referrer-Policy", "no-referrer")));
    }

    private static CompletionStage<HttpResponse> refuse(ApiError error, String message) {
        return completedFuture(ErrorResponse.of(error, message));
    }
}
