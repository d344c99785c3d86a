package org.shiplog.http.api.directory;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.shiplog.domain.access.Permission;
import org.shiplog.http.api.json.Json;
import org.shiplog.http.api.json.JsonBody;
import org.shiplog.http.api.json.ListRequest;
import org.shiplog.http.api.port.DirectoryPorts;
import org.shiplog.http.auth.ldap.LdapAnswer;
import org.shiplog.http.auth.ldap.LdapAnswer.Found;
import org.shiplog.http.auth.ldap.LdapDirectory;
import org.shiplog.http.auth.ldap.LdapGroup;
import org.shiplog.http.auth.ldap.LdapLogin;
import org.shiplog.http.auth.ldap.LdapPing;
import org.shiplog.http.auth.ldap.LdapRefusal;
import org.shiplog.http.auth.ldap.LdapScope;
import org.shiplog.http.auth.ldap.LdapSettings;
import org.shiplog.http.auth.ldap.LdapUser;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.http.route.Handler;
import org.shiplog.http.route.PathTemplate;
import org.shiplog.http.route.Route;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tries the settings of a directory, looks into it, and takes users from it. */
public final class LdapRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(LdapRoutes.class);
    private static final int MAX_IMPORTED = 100;
    private static final Permission LIST = new Permission("ldap-user", "list");
    private static final Set<String> SETTINGS = Set.of(
            "ldap_url",
            "ldap_search_dn",
            "ldap_search_password",
            "ldap_base_dn",
            "ldap_filter",
            "ldap_uid",
            "ldap_scope",
            "ldap_connection_timeout",
            "ldap_verify_cert");

    private final DirectoryPorts ports;
    private final JsonBody bodies;

    public LdapRoutes(DirectoryPorts ports, JsonBody bodies) {
        this.ports = ports;
        this.bodies = bodies;
    }

    public List<Route> routes() {
        return List.of(
                route("pingLdap", HttpMethods.POST, "/ping", new Permission("configuration", "read"), this::ping),
                route("searchLdapUser", HttpMethods.GET, "/users/search", LIST, this::searchUsers),
                route(
                        "importLdapUser",
                        HttpMethods.POST,
                        "/users/import",
                        new Permission("ldap-user", "create"),
                        this::importUsers),
                route("searchLdapGroup", HttpMethods.GET, "/groups/search", LIST, this::searchGroups));
    }

    private static Route route(String id, HttpMethod method, String path, Permission permission, Handler handler) {
        return new Route(
                id, method, PathTemplate.of("/api/v2.0/ldap" + path), new Access.OnSystem(permission), handler);
    }

    /** What the body does not say is as it is set; an empty body tries what is set. */
    private CompletionStage<HttpResponse> ping(Call call) {
        return bodies.read(call.request(), body -> {
            if (body.properties().stream().anyMatch(field -> !SETTINGS.contains(field.getKey()))) {
                return refuse("unknown field");
            }
            return ports.directory()
                    .read(ports.settings().now())
                    .thenApply(set -> changed(set, body))
                    .thenCompose(this::ping);
        });
    }

    private CompletionStage<HttpResponse> ping(LdapSettings settings) {
        return switch (LdapDirectory.open(settings, ports.blocking())) {
            case LdapDirectory.Refused(List<LdapRefusal> refusals) ->
                completedFuture(pinged(false, refusals.getFirst().message()));
            case LdapDirectory.Opened(LdapDirectory directory) ->
                directory.ping().thenApply(result -> switch (result) {
                    case LdapPing.Ok _ -> pinged(true, "");
                    case LdapPing.Failed(String message, String reason) -> {
                        LOG.info("the settings of a directory do not work: {}", reason);
                        yield pinged(false, message);
                    }
                });
        };
    }

    private static HttpResponse pinged(boolean success, String message) {
        return Json.ok(Json.object().put("success", success).put("message", message));
    }

    private static LdapSettings changed(LdapSettings set, ObjectNode body) {
        LdapSettings.Server server = set.server();
        LdapSettings.Users users = set.users();
        return new LdapSettings(
                new LdapSettings.Server(
                        body.path("ldap_url").asText(server.url()),
                        server.startTls(),
                        body.path("ldap_verify_cert").asBoolean(server.verifyCertificate()),
                        server.authorities(),
                        Duration.ofSeconds(body.path("ldap_connection_timeout")
                                .asLong(server.timeout().toSeconds()))),
                new LdapSettings.Account(
                        body.path("ldap_search_dn").asText(set.account().dn()),
                        body.path("ldap_search_password").asText(set.account().password())),
                new LdapSettings.Users(
                        body.path("ldap_base_dn").asText(users.baseDn()),
                        body.path("ldap_filter").asText(users.filter()),
                        body.path("ldap_uid").asText(users.uid()),
                        LdapScope.of(body.path("ldap_scope").asInt(-1)).orElse(users.scope())),
                set.groups());
    }

    private CompletionStage<HttpResponse> searchUsers(Call call) {
        String term = parameter(call, "username");
        return within(directory -> directory.searchUsers(term).thenApply(answer -> listed(answer, LdapRoutes::user)));
    }

    private static ObjectNode user(LdapUser user) {
        return Json.object()
                .put("username", user.username())
                .put("realname", user.realname())
                .put("email", user.email());
    }

    private CompletionStage<HttpResponse> searchGroups(Call call) {
        String name = parameter(call, "groupname");
        String dn = parameter(call, "groupdn");
        return within(
                directory -> directory.searchGroups(name, dn).thenApply(answer -> listed(answer, LdapRoutes::group)));
    }

    private static ObjectNode group(LdapGroup group) {
        return Json.object()
                .put("group_name", group.name())
                .put("group_type", 1)
                .put("ldap_group_dn", group.dn());
    }

    private CompletionStage<HttpResponse> importUsers(Call call) {
        return bodies.read(call.request(), body -> {
            JsonNode list = body.path("ldap_uid_list");
            if (!list.isArray() || list.isEmpty() || list.size() > MAX_IMPORTED || body.size() > 1) {
                return refuse("ldap_uid_list must name 1 to " + MAX_IMPORTED + " users");
            }
            return within(directory -> importAll(directory, list));
        });
    }

    private CompletionStage<HttpResponse> importAll(LdapDirectory directory, JsonNode list) {
        CompletionStage<List<ObjectNode>> failed = completedFuture(new ArrayList<>());
        for (JsonNode uid : list) {
            failed = failed.thenCompose(soFar -> importOne(directory, uid.asText())
                    .thenApply(fault -> {
                        fault.ifPresent(message ->
                                soFar.add(Json.object().put("uid", uid.asText()).put("error", message)));
                        return soFar;
                    }));
        }
        return failed.thenApply(faults -> {
            if (faults.isEmpty()) {
                return HttpResponse.create();
            }
            ArrayNode body = Json.array();
            faults.forEach(body::add);
            return Json.ok(body).withStatus(StatusCodes.NOT_FOUND);
        });
    }

    /** Why the user could not be taken; empty when that was done. */
    private CompletionStage<Optional<String>> importOne(LdapDirectory directory, String uid) {
        return directory.lookUp(uid).thenCompose(answer -> switch (answer) {
            case LdapLogin.Authenticated known ->
                ports.users()
                        .receive(known)
                        .thenApply(person -> person.isPresent()
                                ? Optional.<String>empty()
                                : Optional.of("the name is another user's, or cannot be a user's"));
            case LdapLogin.Rejected _ -> completedFuture(Optional.of("unknown_user"));
            case LdapLogin.Unavailable(String reason) -> {
                LOG.warn("the directory cannot be asked for a user to take in: {}", reason);
                yield completedFuture(Optional.of("the directory does not answer"));
            }
        });
    }

    private CompletionStage<HttpResponse> within(Function<LdapDirectory, CompletionStage<HttpResponse>> question) {
        return ports.directory()
                .now()
                .thenCompose(
                        directory -> directory.map(question).orElseGet(() -> refuse("the directory is not set up")));
    }

    private static <T> HttpResponse listed(LdapAnswer<Found<T>> answer, Function<T, ObjectNode> row) {
        return switch (answer) {
            case LdapAnswer.Answered<Found<T>>(Found<T> found) -> {
                ArrayNode rows = Json.array();
                found.items().forEach(item -> rows.add(row.apply(item)));
                yield Json.ok(rows);
            }
            case LdapAnswer.Refused<Found<T>>(String message) -> ErrorResponse.of(ApiError.BAD_REQUEST, message);
            case LdapAnswer.Unavailable<Found<T>>(String reason) -> {
                LOG.warn("the directory cannot be searched: {}", reason);
                yield ErrorResponse.of(ApiError.BAD_REQUEST, "the directory does not answer");
            }
        };
    }

    private static String parameter(Call call, String name) {
        return ListRequest.query(call.request()).get(name).orElse("");
    }

    private static CompletionStage<HttpResponse> refuse(String message) {
        return completedFuture(ErrorResponse.of(ApiError.BAD_REQUEST, message));
    }
}
