package org.shiplog.http.api.user;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.shiplog.domain.access.Permission;
import org.shiplog.domain.identity.Principal;
import org.shiplog.http.api.json.Json;
import org.shiplog.http.api.json.ListRequest;
import org.shiplog.http.api.port.Directory;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.http.route.Handler;
import org.shiplog.http.route.PathTemplate;
import org.shiplog.http.route.Route;
import org.shiplog.projections.query.Criterion;
import org.shiplog.projections.query.ListQuery;
import org.shiplog.projections.query.ListQuery.Term;

/** Shows users: many from the directory, one as its entity knows it. */
public final class UserReads {
    static final String USERS = "/api/v2.0/users";
    static final String USER = USERS + "/{user_id}";

    private static final Permission READ = new Permission("user", "read");

    private final Directory directory;
    private final UserTargets targets;

    public UserReads(Directory directory, UserTargets targets) {
        this.directory = directory;
        this.targets = targets;
    }

    public List<Route> routes() {
        return List.of(
                get("listUsers", USERS, new Access.OnSystem(new Permission("user", "list")), this::list),
                get("searchUsers", USERS + "/search", new Access.LoggedIn(), this::search),
                get("getCurrentUserInfo", USERS + "/current", new Access.LoggedIn(), this::current),
                get("getUser", USER, new Access.OnWhatIsFound(Set.of(READ)), this::get));
    }

    private static Route get(String id, String path, Access access, Handler handler) {
        return new Route(id, HttpMethods.GET, PathTemplate.of(path), access, handler);
    }

    /** Besides {@code q}, the parts of name and mail address that Harbor's older clients ask for. */
    private CompletionStage<HttpResponse> list(Call call) {
        ListRequest request = ListRequest.of(call.request());
        return request.answer(
                query -> directory.users(and(and(query, request, "username"), request, "email")), UserJson::of);
    }

    private static ListQuery and(ListQuery query, ListRequest request, String key) {
        return request.query()
                .get(key)
                .filter(part -> !part.isEmpty())
                .map(part -> and(query, key, part))
                .orElse(query);
    }

    private static ListQuery and(ListQuery query, String key, String part) {
        List<Term> terms = new ArrayList<>(query.terms());
        terms.add(new Term(key, new Criterion.Fuzzy(part)));
        return new ListQuery(terms, query.order(), query.page(), query.pageSize());
    }

    /** Only names and numbers, since everybody may ask. */
    private CompletionStage<HttpResponse> search(Call call) {
        ListRequest request = ListRequest.of(call.request());
        Optional<String> part = request.query().get("username");
        if (part.isEmpty()) {
            return completedFuture(ErrorResponse.of(ApiError.UNPROCESSABLE_ENTITY, "username in query is required"));
        }
        return request.answer(
                query -> directory.users(and(
                        new ListQuery(List.of(), List.of(), query.page(), query.pageSize()), "username", part.get())),
                UserJson::found);
    }

    private CompletionStage<HttpResponse> current(Call call) {
        return switch (call.principal()) {
            case Principal.Person person -> current(person);
            case Principal.Machine _ -> completedFuture(ErrorResponse.of(ApiError.PRECONDITION, "a robot is no user"));
            case Principal.Operator _ ->
                completedFuture(ErrorResponse.of(ApiError.PRECONDITION, "the operator is no user"));
            case Principal.Anonymous _, Principal.Registry _ ->
                completedFuture(ErrorResponse.of(ApiError.UNAUTHORIZED));
        };
    }

    private CompletionStage<HttpResponse> current(Principal.Person person) {
        return targets.find(person.userId(), true)
                .thenApply(found -> found.map(self -> Json.ok(UserJson.of(self.row(), self.user())
                                .put("admin_role_in_auth", self.user().adminElsewhere())))
                        .orElseGet(() -> ErrorResponse.of(ApiError.UNAUTHORIZED)));
    }

    private CompletionStage<HttpResponse> get(Call call) {
        return targets.answer(call, READ, true, user -> completedFuture(Json.ok(UserJson.of(user.row(), user.user()))));
    }
}
