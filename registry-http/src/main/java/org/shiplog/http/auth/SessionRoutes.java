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
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.identity.User;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.Cookies;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.http.route.ExternalUrl;
import org.shiplog.http.route.PathTemplate;
import org.shiplog.http.route.Route;
import org.shiplog.http.settings.LiveSettings;
import org.shiplog.http.settings.SettingKey;
import org.shiplog.http.settings.Settings;

/** Logs users in and out with a browser. */
public final class SessionRoutes {
    /** Where people log out who have logged in at the provider. */
    public static final String LOGOUT_ELSEWHERE = "/c/oidc/logout";

    private final Authenticator authenticator;
    private final Sessions sessions;
    private final ExternalUrl externalUrl;
    private final FormBody forms;
    private final LiveSettings settings;
    private final LoginRecorder recorder;

    public SessionRoutes(
            Authenticator authenticator,
            Sessions sessions,
            ExternalUrl externalUrl,
            FormBody forms,
            LiveSettings settings,
            LoginRecorder recorder) {
        this.authenticator = authenticator;
        this.sessions = sessions;
        this.externalUrl = externalUrl;
        this.forms = forms;
        this.settings = settings;
        this.recorder = recorder;
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
        return authenticator.authenticate(name, password, call.provenance()).thenCompose(login -> switch (login) {
            case Authenticator.Login.Accepted(Principal.Person person) -> begin(call, person);
            // Robots have no use for pages, and sessions would outlive their secrets.
            case Authenticator.Login.Accepted _, Authenticator.Login.Rejected _ ->
                completedFuture(ErrorResponse.of(ApiError.UNAUTHORIZED, "wrong name or password"));
            case Authenticator.Login.Throttled(Duration after) -> completedFuture(ErrorResponse.throttled(after));
        });
    }

    /**
     * Begins a session, once that is on record, and tells the browser. The id is always a new one, whatever the browser came with: somebody else may know
     * that.
     */
    public CompletionStage<HttpResponse> begin(Call call, Principal.Person person) {
        return endFormer(call.request())
                .thenCompose(_ -> recorder.loggedIn(person, call.provenance()))
                .thenCompose(_ -> sessions.open(person))
                .thenApply(id -> {
                    boolean secure = externalUrl.isSecure(call.request());
                    return Cookies.set(HttpResponse.create(), Cookies.SESSION, id, Cookies.SameSite.LAX, secure);
                });
    }

    /** Whoever must log out at the provider as well is still logged in there, which is how that is known. */
    private CompletionStage<HttpResponse> logOut(Call call) {
        if (call.principal() instanceof Principal.Person person && isElsewhereToo(person)) {
            return completedFuture(HttpResponse.create()
                    .withStatus(StatusCodes.FOUND)
                    .addHeader(RawHeader.create("Location", LOGOUT_ELSEWHERE)));
        }
        return end(call, HttpResponse.create());
    }

    private boolean isElsewhereToo(Principal.Person person) {
        Settings now = settings.now();
        return now.flag(SettingKey.OIDC_LOGOUT)
                && now.text(SettingKey.AUTH_MODE).equals("oidc_auth")
                && person.userId() != User.FIRST_ADMINISTRATOR;
    }

    /** Ends the request's session, if it has one, and makes the browser forget it along with the response. */
    public CompletionStage<HttpResponse> end(Call call, HttpResponse response) {
        boolean hasSession = Cookies.value(call.request(), Cookies.SESSION).isPresent();
        return endFormer(call.request()).thenApply(_ -> {
            if (hasSession && call.principal() instanceof Principal.Person person) {
                recorder.loggedOut(person, call.provenance());
            }
            boolean secure = externalUrl.isSecure(call.request());
            return Cookies.clear(response, Cookies.SESSION, Cookies.SameSite.LAX, secure);
        });
    }

    private CompletionStage<Void> endFormer(HttpRequest request) {
        Optional<String> former = Cookies.value(request, Cookies.SESSION);
        return former.isPresent() ? sessions.end(former.get()) : CompletableFuture.allOf();
    }
}
