package org.shiplog.http.api.user;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.Query;
import org.shiplog.domain.access.Permission;
import org.shiplog.domain.aggregate.Outcome;
import org.shiplog.domain.identity.User;
import org.shiplog.domain.identity.User.FindUser;
import org.shiplog.domain.identity.UserCommand.ChangeEnablement;
import org.shiplog.domain.identity.UserRefusal;
import org.shiplog.domain.identity.Username;
import org.shiplog.http.api.json.Json;
import org.shiplog.http.api.json.JsonBody;
import org.shiplog.http.api.json.ListRequest;
import org.shiplog.http.api.port.ApiPorts;
import org.shiplog.http.api.user.UserTargets.Target;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.http.route.PathTemplate;
import org.shiplog.http.route.Route;
import org.shiplog.projections.directory.DirectoryUser;
import org.shiplog.projections.query.Criterion;
import org.shiplog.projections.query.ListQuery;
import org.shiplog.projections.query.ListQuery.Term;
import org.shiplog.projections.query.Listing;

/** Shows who may log in and from where they are known, and shuts users out. Harbor has no such operations. */
public final class AccountRoutes {
    private static final String USERS = "/api/shiplog/v1/users";
    private static final Set<String> PARAMETERS = Set.of("username", "search", "page", "page_size");
    private static final Permission LIST = new Permission("user", "list");
    private static final Permission UPDATE = new Permission("user", "update");

    private final ApiPorts ports;
    private final UserTargets targets;
    private final InstantSource clock;
    private final JsonBody bodies;

    public AccountRoutes(ApiPorts ports, UserTargets targets, InstantSource clock, JsonBody bodies) {
        this.ports = ports;
        this.targets = targets;
        this.clock = clock;
        this.bodies = bodies;
    }

    public List<Route> routes() {
        return List.of(
                new Route(
                        "listAccounts", HttpMethods.GET, PathTemplate.of(USERS), new Access.OnSystem(LIST), this::list),
                new Route(
                        "setUserDisabled",
                        HttpMethods.PUT,
                        PathTemplate.of(USERS + "/{user_id}/disabled"),
                        new Access.OnSystem(UPDATE),
                        this::setDisabled));
    }

    private record Account(Username name, User user) {}

    /** The one user with a name, which is asked of the user's entity and so is never out of date; or a page of them. */
    private CompletionStage<HttpResponse> list(Call call) {
        ListRequest request = ListRequest.of(call.request());
        Query query = request.query();
        Optional<String> name = query.get("username");
        boolean understood = query.toMultiMap().keySet().stream().allMatch(PARAMETERS::contains)
                && !(name.isPresent() && query.get("search").isPresent());
        if (!understood) {
            return completedFuture(ErrorResponse.of(
                    ApiError.BAD_REQUEST, "may have username, or search, page and page_size, and nothing else"));
        }
        return request.answer(asked -> name.isPresent() ? one(name.get()) : page(asked, query), this::json);
    }

    private CompletionStage<Listing<Account>> one(String name) {
        return Username.parse(name)
                .map(this::account)
                .orElseGet(() -> completedFuture(Optional.empty()))
                .thenApply(found -> new Listing.Page<>(found.stream().toList(), found.isPresent() ? 1 : 0));
    }

    private CompletionStage<Listing<Account>> page(ListQuery asked, Query query) {
        List<Term> terms = query
                .get("search")
                .filter(part -> !part.isEmpty())
                .map(part -> new Term("username", new Criterion.Fuzzy(part)))
                .stream()
                .toList();
        return ports.ofProjects()
                .directory()
                .users(new ListQuery(terms, List.of(), asked.page(), asked.pageSize()))
                .thenCompose(listing -> switch (listing) {
                    case Listing.Misfit<DirectoryUser>(String message) ->
                        completedFuture(new Listing.Misfit<Account>(message));
                    case Listing.Page<DirectoryUser>(List<DirectoryUser> rows, long total) ->
                        accounts(rows).thenApply(accounts -> new Listing.Page<>(accounts, total));
                });
    }

    private CompletionStage<List<Account>> accounts(List<DirectoryUser> rows) {
        CompletionStage<List<Account>> all = completedFuture(new ArrayList<>());
        for (DirectoryUser row : rows) {
            all = all.thenCombine(account(row.username()), (found, account) -> {
                account.ifPresent(found::add);
                return found;
            });
        }
        return all;
    }

    private CompletionStage<Optional<Account>> account(Username name) {
        return ports.ofProjects()
                .accounts()
                .users()
                .query(name, new FindUser())
                .thenApply(found -> found.map(user -> new Account(name, user)));
    }

    private ObjectNode json(Account account) {
        User user = account.user();
        ObjectNode json = Json.object()
                .put("user_id", user.userId())
                .put("username", account.name().value())
                .put("source", user.source().name().toLowerCase(Locale.ROOT))
                .put("administrator", user.systemAdmin() || user.adminElsewhere())
                .put("disabled", !user.enabled());
        user.lockedUntil().filter(this::isToCome).ifPresent(until -> json.put("locked_until", until.toString()));
        return json;
    }

    private boolean isToCome(Instant time) {
        return clock.instant().isBefore(time);
    }

    private CompletionStage<HttpResponse> setDisabled(Call call) {
        return bodies.read(
                call.request(),
                UserInput::disabledFlag,
                disabled -> targets.answer(call, UPDATE, false, target -> setDisabled(call, target, disabled)));
    }

    private CompletionStage<HttpResponse> setDisabled(Call call, Target target, boolean disabled) {
        long id = target.row().userId();
        if (target.isBeyond(call.principal()) || (target.self() && disabled)) {
            return completedFuture(ErrorResponse.of(ApiError.FORBIDDEN, "User with ID " + id + " can't be disabled"));
        }
        return ports.ofProjects()
                .accounts()
                .users()
                .execute(target.name(), new ChangeEnablement(!disabled), call.provenance())
                .thenCompose(outcome -> disabled && outcome instanceof Outcome.Accepted<UserRefusal>
                        ? ports.ofAccounts().sessions().endAll(id).thenApply(_ -> UserRefusals.ok(outcome))
                        : completedFuture(UserRefusals.ok(outcome)));
    }
}
