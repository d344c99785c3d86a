package org.shiplog.http.auth;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.shiplog.domain.identity.Principal;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.Cookies;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.http.route.ExternalUrl;
import org.shiplog.http.route.PathTemplate;
import org.shiplog.http.route.Route;

/** Logs users in and out with a browser. */
public final class SessionRoutes {
    private final Authenticator authenticator;
    private final Sessions sessions;
    private final ExternalUrl externalUrl;
    private final FormBody forms;

    public SessionRoutes(Authenticator authenticator, Sessions sessions, ExternalUrl externalUrl, FormBody forms) {
        this.authenticator = authenticator;
        this.sessions = sessions;
        this.externalUrl = externalUrl;
        this.forms = forms;
    }

    public List<Route> routes() {
        return List.of(
                new Route("login", HttpMethods.POST, PathTemplate.of("/c/login"), new Access.Anyone(), this::login),
                new Route("logOut", HttpMethods.GET, PathTemplate.of("/c/log_out"), new Access.Anyone(), this::logOut));
    }

    private CompletionStage<HttpResponse> login(Call call) {
        return forms.read(call.request(), form -> login(call, form));
    }

    private CompletionStage<HttpResponse> login(Call call, Map<String, String> form) {
        String name = form.getOrDefault("principal", "");
        String password = form.getOrDefault("password", "");
        return authenticator
                .authenticate(name, password, call.provenance().clientAddress())
                .thenCompose(login -> switch (login) {
                    case Authenticator.Login.Accepted(Principal.Person person) -> begin(call.request(), person);
                    // Robots have no use for pages, and sessions would outlive their secrets.
                    case Authenticator.Login.Accepted _, Authenticator.Login.Rejected _ ->
                        completedFuture(ErrorResponse.of(ApiError.UNAUTHORIZED, "wrong name or password"));
                    case Authenticator.Login.Throttled(Duration after) ->
                        completedFuture(ErrorResponse.throttled(after));
                });
    }

    /**
     * Begins a session and tells the browser. The id is always a new one, whatever the browser came with: somebody else may know
     * that.
     */
    public CompletionStage<HttpResponse> begin(HttpRequest request, Principal.Person person) {
        return endFormer(request).thenCompose(_ -> sessions.open(person)).thenApply(id -> {
            boolean secure = externalUrl.isSecure(request);
            return Cookies.set(HttpResponse.create(), Cookies.SESSION, id, Cookies.SameSite.LAX, secure);
        });
    }

    private CompletionStage<HttpResponse> logOut(Call call) {
        return endFormer(call.request()).thenApply(_ -> {
            boolean secure = externalUrl.isSecure(call.request());
            return Cookies.clear(HttpResponse.create(), Cookies.SESSION, Cookies.SameSite.LAX, secure);
        });
    }

    private CompletionStage<Void> endFormer(HttpRequest request) {
        Optional<String> former = Cookies.value(request, Cookies.SESSION);
        return former.isPresent() ? sessions.end(former.get()) : CompletableFuture.allOf();
    }
}
