package org.shiplog.http.auth.external;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCode;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.identity.Username;
import org.shiplog.http.auth.FormBody;
import org.shiplog.http.auth.SessionRoutes;
import org.shiplog.http.auth.external.SealedLogins.Newcomer;
import org.shiplog.http.auth.oidc.LocalPath;
import org.shiplog.http.auth.oidc.LoginStates;
import org.shiplog.http.auth.oidc.OidcLogin.Identified;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.Cookies;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.http.route.ExternalUrl;
import org.shiplog.http.route.PathTemplate;
import org.shiplog.http.route.Route;
import org.shiplog.storage.identity.ExternalArrivals;
import org.shiplog.storage.identity.SessionKey;

/**
 * Lets people who logged in at the provider for the first time choose a name: on a page with a form, or by a program as with Harbor.
 * Both find who it is by a cookie. The form proves besides that it is this browser's, by what follows from the cookie, which no
 * other site's page can read; the program by the token against foreign pages.
 */
public final class OnboardingRoutes {
    private static final String COOKIE = "oidc_newcomer";
    private static final int ID_BYTES = 32;

    private final Parts parts;
    private final OidcUsers users;
    private final SessionRoutes sessions;
    private final ExternalUrl externalUrl;
    private final InstantSource clock;

    /** What the routes keep newcomers in, and read requests with. */
    public record Parts(
            ExternalArrivals arrivals, SealedLogins sealed, FormBody forms, NameBody bodies, SecureRandom random) {}

    public OnboardingRoutes(
            Parts parts, OidcUsers users, SessionRoutes sessions, ExternalUrl externalUrl, InstantSource clock) {
        this.parts = parts;
        this.users = users;
        this.sessions = sessions;
        this.externalUrl = externalUrl;
        this.clock = clock;
    }

    public List<Route> routes() {
        return List.of(
                new Route(
                        "askOidcName",
                        HttpMethods.GET,
                        PathTemplate.of(NameForm.PATH),
                        new Access.Anyone(),
                        this::askName),
                new Route(
                        "onboardOidcUserByForm",
                        HttpMethods.POST,
                        PathTemplate.of(NameForm.PATH),
                        new Access.Anyone(),
                        call -> parts.forms().read(call.request(), form -> takeForm(call, form))),
                new Route(
                        "onboardOidcUser",
                        HttpMethods.POST,
                        PathTemplate.of("/c/oidc/onboard"),
                        new Access.Anyone(),
                        call -> parts.bodies().read(call.request(), name -> takeName(call, name))));
    }

    /** Sends the browser to where a name is chosen. */
    CompletionStage<HttpResponse> begin(HttpRequest request, Identified login, LocalPath target) {
        byte[] bytes = new byte[ID_BYTES];
        parts.random().nextBytes(bytes);
        String id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        String sealed = parts.sealed().close(new Newcomer(login, target));
        return parts.arrivals()
                .create(SessionKey.of(id), sealed, clock.instant().plus(LoginStates.LIFETIME))
                .thenApply(_ -> Cookies.set(
                        Redirects.to(URI.create(NameForm.PATH)),
                        COOKIE,
                        id,
                        Cookies.SameSite.LAX,
                        externalUrl.isSecure(request)));
    }

    /** @param id what only the browser knows */
    private record Arrived(String id, Newcomer who) {
        String proof() {
            return SessionKey.of("form " + id).sha256();
        }

        @Override
        public String toString() {
            return who.toString();
        }
    }

    private CompletionStage<HttpResponse> withNewcomer(
            Call call, Function<Arrived, CompletionStage<HttpResponse>> answer) {
        Optional<String> id = Cookies.value(call.request(), COOKIE);
        if (id.isEmpty()) {
            return refuseStranger();
        }
        return parts.arrivals()
                .find(SessionKey.of(id.get()), clock.instant())
                .thenCompose(found -> found.flatMap(parts.sealed()::openNewcomer)
                        .map(who -> answer.apply(new Arrived(id.get(), who)))
                        .orElseGet(OnboardingRoutes::refuseStranger));
    }

    private static CompletionStage<HttpResponse> refuseStranger() {
        return completedFuture(
                ErrorResponse.of(ApiError.BAD_REQUEST, "no login at the provider waits for a name, or no longer"));
    }

    private CompletionStage<HttpResponse> askName(Call call) {
        return withNewcomer(
                call, arrived -> completedFuture(page(StatusCodes.OK, arrived, proposed(arrived), Optional.empty())));
    }

    private static String proposed(Arrived arrived) {
        return arrived.who().login().user().username().map(Username::value).orElse("");
    }

    private static HttpResponse page(StatusCode status, Arrived arrived, String name, Optional<String> complaint) {
        return NameForm.page(status, name, arrived.proof(), complaint);
    }

    private CompletionStage<HttpResponse> takeForm(Call call, Map<String, String> form) {
        String name = form.getOrDefault(NameForm.NAME, "").strip();
        byte[] proof = form.getOrDefault(NameForm.PROOF, "").getBytes(StandardCharsets.UTF_8);
        return withNewcomer(call, arrived -> {
            if (!MessageDigest.isEqual(proof, arrived.proof().getBytes(StandardCharsets.UTF_8))) {
                return completedFuture(ErrorResponse.of(ApiError.FORBIDDEN, "not sent by the page for it"));
            }
            return choose(arrived, name).thenCompose(choice -> switch (choice) {
                case Choice.Made(Principal.Person person) ->
                    enter(call, arrived, person)
                            .thenApply(begun -> begun.withStatus(StatusCodes.FOUND)
                                    .addHeader(RawHeader.create(
                                            "Location", arrived.who().target().value())));
                case Choice.Unfit _ ->
                    completedFuture(page(StatusCodes.BAD_REQUEST, arrived, name, Optional.of(UNFIT)));
                case Choice.Taken _ -> completedFuture(page(StatusCodes.CONFLICT, arrived, name, Optional.of(TAKEN)));
            });
        });
    }

    private CompletionStage<HttpResponse> takeName(Call call, String text) {
        return withNewcomer(
                call,
                arrived -> choose(arrived, text.strip()).thenCompose(choice -> switch (choice) {
                    case Choice.Made(Principal.Person person) -> enter(call, arrived, person);
                    case Choice.Unfit _ -> completedFuture(ErrorResponse.of(ApiError.BAD_REQUEST, UNFIT));
                    case Choice.Taken _ -> completedFuture(ErrorResponse.of(ApiError.CONFLICT, TAKEN));
                }));
    }

    private static final String UNFIT = "a name has 1 to 255 characters, and none of , \" ~ # % $ : / |";
    private static final String TAKEN = "somebody else has this name";

    private sealed interface Choice {
        record Made(Principal.Person person) implements Choice {}

        record Unfit() implements Choice {}

        record Taken() implements Choice {}
    }

    private CompletionStage<Choice> choose(Arrived arrived, String text) {
        Optional<Username> name = Username.parse(text);
        return name.isEmpty()
                ? completedFuture(new Choice.Unfit())
                : users.takeIn(arrived.who().login(), name.get())
                        .thenApply(
                                person -> person.<Choice>map(Choice.Made::new).orElseGet(Choice.Taken::new));
    }

    private CompletionStage<HttpResponse> enter(Call call, Arrived arrived, Principal.Person person) {
        return parts.arrivals()
                .end(SessionKey.of(arrived.id()))
                .thenCompose(_ -> sessions.begin(call, person))
                .thenApply(begun ->
                        Cookies.clear(begun, COOKIE, Cookies.SameSite.LAX, externalUrl.isSecure(call.request())));
    }
}
