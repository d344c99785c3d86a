package org.shiplog.http.auth.external;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.Query;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.shiplog.domain.identity.Principal;
import org.shiplog.http.auth.SessionRoutes;
import org.shiplog.http.auth.external.OidcUsers.Reception;
import org.shiplog.http.auth.oidc.LocalPath;
import org.shiplog.http.auth.oidc.LoginState;
import org.shiplog.http.auth.oidc.LoginStates;
import org.shiplog.http.auth.oidc.OidcLogin;
import org.shiplog.http.auth.oidc.OidcProvider;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.Cookies;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.http.route.ExternalUrl;
import org.shiplog.http.route.PathTemplate;
import org.shiplog.http.route.Route;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends browsers to the OpenID Connect provider and receives them back: authorization code with PKCE (RFC 7636). */
public final class OidcRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(OidcRoutes.class);
    private static final String CALLBACK = "/c/oidc/callback";
    private static final String COOKIE = "oidc_login";

    private final LiveProvider providers;
    private final LoginStates states;
    private final OidcUsers users;
    private final SessionRoutes sessions;
    private final OnboardingRoutes newcomers;
    private final ExternalUrl externalUrl;

    public OidcRoutes(
            LiveProvider providers,
            LoginStates states,
            OidcUsers users,
            SessionRoutes sessions,
            OnboardingRoutes newcomers,
            ExternalUrl externalUrl) {
        this.providers = providers;
        this.states = states;
        this.users = users;
        this.sessions = sessions;
        this.newcomers = newcomers;
        this.externalUrl = externalUrl;
    }

    public List<Route> routes() {
        return List.of(
                new Route(
                        "beginOidcLogin",
                        HttpMethods.GET,
                        PathTemplate.of("/c/oidc/login"),
                        new Access.Anyone(),
                        this::begin),
                new Route("endOidcLogin", HttpMethods.GET, PathTemplate.of(CALLBACK), new Access.Anyone(), this::end));
    }

    private CompletionStage<HttpResponse> begin(Call call) {
        Optional<LocalPath> target =
                LocalPath.parse(parameters(call.request()).get("redirect_url").orElse("/"));
        Optional<URI> callback = callback(call.request());
        if (!providers.isOn()) {
            return refuse(ApiError.PRECONDITION, "people do not log in at an OpenID Connect provider here");
        }
        if (target.isEmpty() || callback.isEmpty()) {
            return refuse(ApiError.BAD_REQUEST, "redirect_url must be a path of this registry");
        }
        LoginStates.Begun begun = states.begin(target.get());
        return providers
                .now()
                .thenCompose(provider -> provider.isEmpty()
                        ? completedFuture(Optional.<URI>empty())
                        : provider.get().authorizationUrl(begun.login(), callback.get()))
                .thenApply(address -> address.map(to -> Cookies.set(
                                Redirects.to(to),
                                COOKIE,
                                begun.cookie(),
                                Cookies.SameSite.LAX,
                                externalUrl.isSecure(call.request())))
                        .orElseGet(() -> ErrorResponse.of(ApiError.UNAVAILABLE, "the provider does not answer")));
    }

    private CompletionStage<HttpResponse> end(Call call) {
        Query query = parameters(call.request());
        Optional<LoginState> login = Cookies.value(call.request(), COOKIE)
                .flatMap(cookie -> query.get("state").flatMap(state -> states.finish(cookie, state)));
        Optional<String> code = query.get("code");
        Optional<URI> callback = callback(call.request());
        if (!providers.isOn() || login.isEmpty() || code.isEmpty() || callback.isEmpty()) {
            return refuse(ApiError.BAD_REQUEST, "this login was not begun here, or too long ago")
                    .thenApply(response -> forgotten(call, response));
        }
        return providers
                .now()
                .thenCompose(provider -> provider.isEmpty()
                        ? completedFuture(new OidcLogin.Unavailable("it is not set up"))
                        : exchange(provider.get(), code.get(), login.get(), callback.get()))
                .thenCompose(outcome -> end(call, login.get(), outcome))
                .thenApply(response -> forgotten(call, response));
    }

    private static CompletionStage<OidcLogin> exchange(
            OidcProvider provider, String code, LoginState login, URI callback) {
        return provider.exchange(code, login, callback);
    }

    private CompletionStage<HttpResponse> end(Call call, LoginState login, OidcLogin outcome) {
        return switch (outcome) {
            case OidcLogin.Identified identified ->
                users.receive(identified).thenCompose(reception -> switch (reception) {
                    case Reception.Welcome(Principal.Person person) -> enter(call, login, person);
                    case Reception.Nameless _ -> newcomers.begin(call.request(), identified, login.target());
                    case Reception.TurnedAway _ ->
                        refuse(ApiError.FORBIDDEN, "you may not log in here; ask an administrator");
                });
            case OidcLogin.Refused(String reason) -> {
                LOG.info("a login at the provider is refused: {}", reason);
                yield refuse(ApiError.UNAUTHORIZED, "the login failed");
            }
            case OidcLogin.Unavailable(String reason) -> {
                LOG.warn("the provider gave no answer: {}", reason);
                yield refuse(ApiError.UNAVAILABLE, "the provider does not answer");
            }
        };
    }

    private CompletionStage<HttpResponse> enter(Call call, LoginState login, Principal.Person person) {
        return sessions.begin(call, person)
                .thenApply(begun -> begun.withStatus(StatusCodes.FOUND)
                        .addHeader(RawHeader.create("Location", login.target().toString())));
    }

    private HttpResponse forgotten(Call call, HttpResponse response) {
        return Cookies.clear(response, COOKIE, Cookies.SameSite.LAX, externalUrl.isSecure(call.request()));
    }

    private Optional<URI> callback(HttpRequest request) {
        return externalUrl.of(request).map(base -> URI.create(base + CALLBACK));
    }

    private static Query parameters(HttpRequest request) {
        return request.getUri().query(StandardCharsets.UTF_8, org.apache.pekko.http.javadsl.model.Uri.RELAXED);
    }

    private static CompletionStage<HttpResponse> refuse(ApiError error, String message) {
        return completedFuture(ErrorResponse.of(error, message));
    }
}
