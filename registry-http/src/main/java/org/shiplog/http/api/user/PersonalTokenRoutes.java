package org.shiplog.http.api.user;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.shiplog.domain.aggregate.Outcome;
import org.shiplog.domain.identity.PersonalToken;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.identity.User.FindUser;
import org.shiplog.domain.identity.UserCommand.AddToken;
import org.shiplog.domain.identity.UserCommand.RevokeToken;
import org.shiplog.domain.identity.UserRefusal;
import org.shiplog.domain.identity.Username;
import org.shiplog.http.api.json.Fields;
import org.shiplog.http.api.json.Json;
import org.shiplog.http.api.json.JsonBody;
import org.shiplog.http.api.port.ApiPorts;
import org.shiplog.http.auth.Accounts;
import org.shiplog.http.auth.PersonalTokens;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.http.route.Handler;
import org.shiplog.http.route.PathTemplate;
import org.shiplog.http.route.Route;

/** The tokens with which users let programs act for them. Everybody sees and changes only their own. */
public final class PersonalTokenRoutes {
    private static final String TOKENS = "/api/shiplog/v1/users/current/tokens";

    private final ApiPorts ports;
    private final Accounts accounts;
    private final InstantSource clock;
    private final JsonBody bodies;

    public PersonalTokenRoutes(ApiPorts ports, InstantSource clock, JsonBody bodies) {
        this.ports = ports;
        this.accounts = ports.ofProjects().accounts();
        this.clock = clock;
        this.bodies = bodies;
    }

    public List<Route> routes() {
        return List.of(
                route("listPersonalTokens", HttpMethods.GET, TOKENS, this::list),
                route("createPersonalToken", HttpMethods.POST, TOKENS, this::create),
                route("deletePersonalToken", HttpMethods.DELETE, TOKENS + "/{token_id}", this::revoke));
    }

    private static Route route(String id, HttpMethod method, String path, Handler handler) {
        return new Route(id, method, PathTemplate.of(path), new Access.LoggedIn(), handler);
    }

    private static CompletionStage<HttpResponse> forUser(
            Call call, Function<Username, CompletionStage<HttpResponse>> answer) {
        return call.principal() instanceof Principal.Person person
                ? answer.apply(new Username(person.id()))
                : completedFuture(ErrorResponse.of(ApiError.PRECONDITION, "a robot is no user"));
    }

    private CompletionStage<HttpResponse> list(Call call) {
        return forUser(
                call,
                name -> accounts.users().query(name, new FindUser()).thenApply(user -> {
                    ArrayNode rows = Json.array();
                    user.ifPresent(known -> known.tokens().forEach(token -> rows.add(json(token))));
                    return Json.ok(rows);
                }));
    }

    private static ObjectNode json(PersonalToken token) {
        ObjectNode json = Json.object()
                .put("id", token.id())
                .put("name", token.name())
                .put("created_at", token.createdAt().toString());
        token.expiresAt().ifPresent(end -> json.put("expires_at", end.toString()));
        return json;
    }

    private record Wanted(String name, Optional<Instant> expiresAt) {
        static Wanted of(Fields fields, Instant now) throws Fields.Unfit {
            fields.only(Set.of("name", "expires_at"));
            String name = fields.text("name", PersonalToken.MAX_NAME_LENGTH).orElse("");
            if (name.isBlank()) {
                throw new Fields.Unfit("name is required");
            }
            Optional<String> end = fields.text("expires_at", 64);
            return new Wanted(name, end.isEmpty() ? Optional.empty() : Optional.of(time(end.get(), now)));
        }

        private static Instant time(String text, Instant now) throws Fields.Unfit {
            try {
                Instant time = Instant.parse(text).truncatedTo(ChronoUnit.MICROS);
                if (time.isAfter(now) && time.isBefore(Instant.parse("9999-01-01T00:00:00Z"))) {
                    return time;
                }
            } catch (DateTimeParseException _) {
                // Refused with those that have passed.
            }
            throw new Fields.Unfit("expires_at must be a time to come, such as 2030-01-31T00:00:00Z");
        }
    }

    private CompletionStage<HttpResponse> create(Call call) {
        return bodies.read(
                call.request(),
                fields -> Wanted.of(fields, clock.instant()),
                wanted -> forUser(call, name -> create(call, name, wanted)));
    }

    private CompletionStage<HttpResponse> create(Call call, Username name, Wanted wanted) {
        PersonalTokens.Fresh fresh = PersonalTokens.generate(ports.ofAccounts().random());
        return ports.ofAccounts().secrets().hash(fresh.text()).thenCompose(hash -> {
            PersonalToken token = new PersonalToken(
                    fresh.id(), wanted.name(), hash, call.provenance().at(), wanted.expiresAt());
            return accounts.users()
                    .execute(name, new AddToken(token), call.provenance())
                    .thenApply(outcome -> switch (outcome) {
                        case Outcome.Accepted<UserRefusal> _ ->
                            Json.ok(json(token).put("token", fresh.text()))
                                    .withStatus(StatusCodes.CREATED)
                                    .addHeader(RawHeader.create("Location", TOKENS + "/" + token.id()))
                                    .addHeader(RawHeader.create("Cache-Control", "no-store"));
                        case Outcome.Refused<UserRefusal>(UserRefusal refusal) -> UserRefusals.response(refusal);
                    });
        });
    }

    private CompletionStage<HttpResponse> revoke(Call call) {
        String id = call.path().getOrDefault("token_id", "");
        return bodies.discard(call.request())
                .thenCompose(_ -> forUser(
                        call,
                        name -> accounts.users()
                                .execute(name, new RevokeToken(id), call.provenance())
                                .thenApply(UserRefusals::ok)));
    }
}
