package org.shiplog.http.auth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.Query;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.util.ByteString;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.Action;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.http.route.LiveRights;
import org.shiplog.http.route.PathTemplate;
import org.shiplog.http.route.Route;
import org.shiplog.http.settings.LiveSettings;
import org.shiplog.http.settings.SettingKey;

/**
 * Exchanges a password, or nothing, for a registry token of the scope that was asked for as far as the caller has rights to
 * it today (Docker registry token specification). Less than was asked for, even nothing, is no error.
 */
final class TokenRoute {
    private static final JsonMapper JSON = new JsonMapper();

    /** What Harbor calls itself, whatever its address. Scripts have it written in them, and get a token for this registry. */
    private static final String HARBOR = "harbor-registry";

    private final TokenIssuer issuer;
    private final TokenSettings settings;
    private final LiveSettings live;
    private final LiveRights rights;
    private final InstantSource clock;

    TokenRoute(TokenIssuer issuer, TokenSettings settings, LiveSettings live, LiveRights rights, InstantSource clock) {
        this.issuer = issuer;
        this.settings = settings;
        this.live = live;
        this.rights = rights;
        this.clock = clock;
    }

    Route route() {
        return new Route(
                "getToken", HttpMethods.GET, PathTemplate.of("/service/token"), new Access.Anyone(), this::issue);
    }

    private CompletionStage<HttpResponse> issue(Call call) {
        Query query = call.request().getUri().query();
        Optional<String> service = query.get("service");
        if (service.filter(name -> !name.equals(settings.service()) && !name.equals(HARBOR))
                .isPresent()) {
            return CompletableFuture.completedFuture(ErrorResponse.of(ApiError.BAD_REQUEST, "unknown service"));
        }
        TokenScope asked = TokenScope.parse(query.getAll("scope"));
        return grant(call.principal(), asked).thenApply(granted -> answer(call.principal(), granted));
    }

    private CompletionStage<TokenScope> grant(Principal principal, TokenScope asked) {
        CompletionStage<Map<RepositoryName, Set<Action>>> granted = CompletableFuture.completedFuture(new HashMap<>());
        for (Map.Entry<RepositoryName, Set<Action>> scope : asked.repositories().entrySet()) {
            granted = granted.thenCombine(rights.of(principal, scope.getKey()), (all, allowed) -> {
                Set<Action> both = EnumSet.noneOf(Action.class);
                both.addAll(scope.getValue());
                both.retainAll(allowed);
                all.put(scope.getKey(), both);
                return all;
            });
        }
        boolean registry = asked.registry() && principal instanceof Principal.Authenticated;
        return granted.thenApply(repositories -> new TokenScope(repositories, registry));
    }

    private HttpResponse answer(Principal principal, TokenScope granted) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Duration lifetime = live.now().minutes(SettingKey.TOKEN_EXPIRATION);
        String token = issuer.issue(principal, granted, now, lifetime);
        ObjectNode body = JSON.createObjectNode();
        body.put("token", token);
        body.put("access_token", token);
        body.put("expires_in", lifetime.toSeconds());
        body.put("issued_at", now.toString());
        try {
            return HttpResponse.create()
                    .withEntity(ContentTypes.APPLICATION_JSON, ByteString.fromArrayUnsafe(JSON.writeValueAsBytes(body)))
                    .addHeader(RawHeader.create("Cache-Control", "no-store"));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of strings is always JSON", e);
        }
    }
}
