package org.shiplog.http.api.group;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.fasterxml.jackson.databind.node.ObjectNode;
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
import org.shiplog.domain.access.Permission;
import org.shiplog.domain.aggregate.Outcome;
import org.shiplog.domain.group.UserGroup;
import org.shiplog.domain.group.UserGroup.Kind;
import org.shiplog.domain.group.UserGroupCommand;
import org.shiplog.domain.group.UserGroupCommand.CreateGroup;
import org.shiplog.domain.group.UserGroupCommand.DeleteGroup;
import org.shiplog.domain.group.UserGroupCommand.RenameGroup;
import org.shiplog.domain.group.UserGroupRefusal;
import org.shiplog.domain.group.UserGroupRules;
import org.shiplog.domain.group.UserGroups.FindGroup;
import org.shiplog.domain.group.UserGroups.FindGroupNamed;
import org.shiplog.domain.group.UserGroups.ListGroups;
import org.shiplog.http.api.json.Fields;
import org.shiplog.http.api.json.Json;
import org.shiplog.http.api.json.JsonBody;
import org.shiplog.http.api.json.ListRequest;
import org.shiplog.http.api.json.PathNumber;
import org.shiplog.http.api.port.ApiPorts;
import org.shiplog.http.api.port.Ids;
import org.shiplog.http.auth.ldap.LdapGroup;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.http.route.Handler;
import org.shiplog.http.route.PathTemplate;
import org.shiplog.http.route.Route;
import org.shiplog.http.settings.SettingKey;
import org.shiplog.projections.query.Listing;

/** Shows and changes the groups of users. */
public final class UserGroupRoutes {
    private static final String GROUPS = "/api/v2.0/usergroups";
    private static final String GROUP = GROUPS + "/{group_id}";

    private final ApiPorts ports;
    private final JsonBody bodies;

    public UserGroupRoutes(ApiPorts ports, JsonBody bodies) {
        this.ports = ports;
        this.bodies = bodies;
    }

    public List<Route> routes() {
        return List.of(
                route("listUserGroups", HttpMethods.GET, GROUPS, onGroups("list"), this::list),
                route("createUserGroup", HttpMethods.POST, GROUPS, onGroups("create"), this::create),
                route("searchUserGroups", HttpMethods.GET, GROUPS + "/search", new Access.LoggedIn(), this::search),
                route("getUserGroup", HttpMethods.GET, GROUP, onGroups("read"), this::get),
                route("updateUserGroup", HttpMethods.PUT, GROUP, onGroups("update"), this::rename),
                route("deleteUserGroup", HttpMethods.DELETE, GROUP, onGroups("delete"), this::delete));
    }

    private static Access onGroups(String action) {
        return new Access.OnSystem(new Permission("user-group", action));
    }

    private static Route route(String id, HttpMethod method, String path, Access access, Handler handler) {
        return new Route(id, method, PathTemplate.of(path), access, handler);
    }

    /** Those that can matter, which are of the kind that users come from now. */
    private CompletionStage<HttpResponse> list(Call call) {
        ListRequest request = ListRequest.of(call.request());
        Optional<String> distinguishedName =
                request.query().get("ldap_group_dn").filter(text -> !text.isEmpty());
        if (distinguishedName.isPresent()) {
            FindGroupNamed find = new FindGroupNamed(
                    Kind.LDAP, distinguishedName.flatMap(LdapGroup::key).orElse(""));
            return request.answer(
                    _ -> ports.ofProjects()
                            .groups()
                            .query(UserGroupRules.ENTITY, find)
                            .thenApply(
                                    group -> new Listing.Page<>(group.stream().toList(), group.isPresent() ? 1 : 0)),
                    UserGroupRoutes::json);
        }
        return page(request, request.query().get("group_name").orElse(""), UserGroupRoutes::json);
    }

    private CompletionStage<HttpResponse> search(Call call) {
        ListRequest request = ListRequest.of(call.request());
        Optional<String> name = request.query().get("groupname");
        return name.isEmpty()
                ? completedFuture(ErrorResponse.of(ApiError.UNPROCESSABLE_ENTITY, "groupname in query is required"))
                : page(request, name.get(), UserGroupRoutes::found);
    }

    private CompletionStage<HttpResponse> page(ListRequest request, String part, Function<UserGroup, ObjectNode> row) {
        return request.answer(
                query -> ports.ofProjects()
                        .groups()
                        .query(UserGroupRules.ENTITY, new ListGroups(kind(), part, query.offset(), query.pageSize()))
                        .thenApply(found -> new Listing.Page<>(found.groups(), found.total())),
                row);
    }

    private Optional<Kind> kind() {
        return switch (ports.ofProjects().settings().now().text(SettingKey.AUTH_MODE)) {
            case "ldap_auth" -> Optional.of(Kind.LDAP);
            case "oidc_auth" -> Optional.of(Kind.OIDC);
            case "http_auth" -> Optional.of(Kind.HTTP);
            default -> Optional.empty();
        };
    }

    private static ObjectNode found(UserGroup group) {
        return Json.object()
                .put("id", group.groupId())
                .put("group_name", group.name())
                .put("group_type", group.kind().id());
    }

    private static ObjectNode json(UserGroup group) {
        ObjectNode json = found(group);
        return group.distinguishedName().isEmpty() ? json : json.put("ldap_group_dn", group.distinguishedName());
    }

    private CompletionStage<HttpResponse> get(Call call) {
        return ports.ofProjects()
                .groups()
                .query(UserGroupRules.ENTITY, new FindGroup(PathNumber.of(call, "group_id")))
                .thenApply(group -> group.map(known -> Json.ok(json(known)))
                        .orElseGet(() -> refusal(new UserGroupRefusal.GroupUnknown())));
    }

    /** @param distinguishedName empty for the kinds that have none */
    private record Wanted(String name, Optional<Long> type, String distinguishedName) {
        /** Clients send back what they were told, with its number, which is not up to them. */
        static Wanted of(Fields fields) throws Fields.Unfit {
            fields.only(Set.of("id", "group_name", "group_type", "ldap_group_dn"))
                    .number("id");
            String name = fields.text("group_name", UserGroup.MAX_NAME_LENGTH).orElse("");
            if (name.isBlank()) {
                throw new Fields.Unfit("group_name is required");
            }
            return new Wanted(
                    name,
                    fields.number("group_type"),
                    fields.text("ldap_group_dn", UserGroup.MAX_DISTINGUISHED_NAME_LENGTH)
                            .orElse(""));
        }

        static Wanted whole(Fields fields) throws Fields.Unfit {
            Wanted wanted = of(fields);
            Kind kind = wanted.kind()
                    .orElseThrow(() -> new Fields.Unfit("group_type must be 1 (LDAP), 2 (HTTP) or 3 (OIDC)"));
            if ((kind == Kind.LDAP) == wanted.distinguishedName().isBlank()) {
                throw new Fields.Unfit("ldap_group_dn must be given for LDAP groups, and for no others");
            }
            String key = LdapGroup.key(wanted.distinguishedName())
                    .orElseThrow(() -> new Fields.Unfit("ldap_group_dn is no distinguished name"));
            return new Wanted(wanted.name(), wanted.type(), key);
        }

        Optional<Kind> kind() {
            return type.flatMap(Kind::of);
        }
    }

    private CompletionStage<HttpResponse> create(Call call) {
        return bodies.read(
                call.request(),
                Wanted::whole,
                wanted -> ports.ids().next(Ids.Sequence.GROUP).thenCompose(id -> {
                    UserGroup group =
                            new UserGroup(id, wanted.kind().orElseThrow(), wanted.name(), wanted.distinguishedName());
                    HttpResponse created = HttpResponse.create()
                            .withStatus(StatusCodes.CREATED)
                            .addHeader(RawHeader.create("Location", GROUPS + "/" + id));
                    return execute(call, new CreateGroup(group), created);
                }));
    }

    private CompletionStage<HttpResponse> rename(Call call) {
        return bodies.read(
                call.request(),
                Wanted::of,
                wanted -> execute(
                        call, new RenameGroup(PathNumber.of(call, "group_id"), wanted.name()), HttpResponse.create()));
    }

    private CompletionStage<HttpResponse> delete(Call call) {
        return bodies.discard(call.request())
                .thenCompose(
                        _ -> execute(call, new DeleteGroup(PathNumber.of(call, "group_id")), HttpResponse.create()));
    }

    private CompletionStage<HttpResponse> execute(Call call, UserGroupCommand command, HttpResponse accepted) {
        return ports.ofProjects()
                .groups()
                .execute(UserGroupRules.ENTITY, command, call.provenance())
                .thenApply(outcome -> switch (outcome) {
                    case Outcome.Accepted<UserGroupRefusal> _ -> accepted;
                    case Outcome.Refused<UserGroupRefusal>(UserGroupRefusal refusal) -> refusal(refusal);
                });
    }

    private static HttpResponse refusal(UserGroupRefusal refusal) {
        return switch (refusal) {
            case UserGroupRefusal.GroupExists _ ->
                ErrorResponse.of(ApiError.CONFLICT, "there is such a user group already");
            case UserGroupRefusal.GroupUnknown _ -> ErrorResponse.of(ApiError.NOT_FOUND, "no such user group");
            case UserGroupRefusal.TooManyGroups(int limit) ->
                ErrorResponse.of(ApiError.PRECONDITION, "there are at most " + limit + " user groups");
        };
    }
}
