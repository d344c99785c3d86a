package org.shiplog.http.auth;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.identity.Principal;
import org.shiplog.http.route.Arrival;
import org.shiplog.http.route.Authentication;
import org.shiplog.http.route.Cookies;
import org.shiplog.http.route.Provenances;

/**
 * Reads {@code Authorization}: Basic everywhere (RFC 7617), Bearer where registry tokens count (RFC 6750), and on the management API with
 * other tokens; else the session's cookie.
 */
final class RequestAuthentication implements Authentication {
    /** Sent with what a page asks for on its own, while nobody may be looking at it. */
    private static final String NO_RENEWAL = "X-Harbor-No-Session-Renewal";

    private final Authenticator authenticator;
    private final TokenVerifier tokens;
    private final LivePrincipals principals;
    private final Sessions sessions;
    private final ManagementTokens others;

    RequestAuthentication(
            Authenticator authenticator,
            TokenVerifier tokens,
            LivePrincipals principals,
            Sessions sessions,
            ManagementTokens others) {
        this.authenticator = authenticator;
        this.tokens = tokens;
        this.principals = principals;
        this.sessions = sessions;
        this.others = others;
    }

    @Override
    public CompletionStage<Outcome> authenticate(HttpRequest request, Arrival arrival, boolean bearerAllowed) {
        List<String> presented = new ArrayList<>();
        for (HttpHeader header : request.getHeaders()) {
            if (header.is("authorization")) {
                presented.add(header.value());
            }
        }
        if (presented.isEmpty()) {
            return withoutCredentials(request);
        }
        String value = presented.getFirst().strip();
        int space = value.indexOf(' ');
        String scheme = space < 0 ? "" : value.substring(0, space).toLowerCase(Locale.ROOT);
        boolean bearer = scheme.equals("bearer");
        if (presented.size() == 1 && bearer && bearerAllowed) {
            return withToken(value.substring(space).strip());
        }
        if (presented.size() == 1 && bearer) {
            return others.authenticate(request, value.substring(space).strip());
        }
        if (presented.size() == 1 && scheme.equals("basic")) {
            return withPassword(
                    value.substring(space).strip(), Provenances.of(request, arrival, new Principal.Anonymous()));
        }
        return completedFuture(new Outcome.Rejected(bearer));
    }

    /** A session counts where browsers go: on the management API and for the pages themselves. */
    private CompletionStage<Outcome> withoutCredentials(HttpRequest request) {
        String path = request.getUri().getPathString();
        Optional<String> session = path.startsWith("/api/") || path.startsWith("/c/")
                ? Cookies.value(request, Cookies.SESSION)
                : Optional.empty();
        if (session.isEmpty()) {
            return completedFuture(new Outcome.Known(new Callers.Unidentified()));
        }
        boolean prolong = request.getHeader(NO_RENEWAL).isEmpty();
        return sessions.find(session.get(), prolong)
                .thenApply(person -> new Outcome.Known(
                        person.isPresent() ? new Callers.WithSession(person.get()) : new Callers.Unidentified()));
    }

    private CompletionStage<Outcome> withToken(String token) {
        return tokens.verify(token)
                .thenCompose(verified ->
                        verified.isEmpty() ? completedFuture(new Outcome.Rejected(true)) : withToken(verified.get()));
    }

    private CompletionStage<Outcome> withToken(RegistryToken token) {
        if (token.subject().isEmpty()) {
            return completedFuture(new Outcome.Known(new Callers.WithToken(new Principal.Anonymous(), token.scope())));
        }
        return principals
                .find(token.subject().get())
                .thenApply(principal -> principal.isEmpty()
                        ? new Outcome.Rejected(true)
                        : new Outcome.Known(new Callers.WithToken(principal.get(), token.scope())));
    }

    private CompletionStage<Outcome> withPassword(String encoded, Provenance request) {
        Optional<String> pair = decode(encoded);
        int colon = pair.map(text -> text.indexOf(':')).orElse(-1);
        if (colon < 0) {
            return completedFuture(new Outcome.Rejected(false));
        }
        String username = pair.get().substring(0, colon);
        String password = pair.get().substring(colon + 1);
        return authenticator.authenticate(username, password, request).thenApply(login -> switch (login) {
            case Authenticator.Login.Accepted(Principal.Authenticated principal) ->
                new Outcome.Known(new Callers.WithPassword(principal));
            case Authenticator.Login.Rejected _ -> new Outcome.Rejected(false);
            case Authenticator.Login.Throttled(var retryAfter) -> new Outcome.Throttled(retryAfter);
        });
    }

    private static Optional<String> decode(String encoded) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Base64.getDecoder().decode(encoded)))
                    .toString());
        } catch (IllegalArgumentException | CharacterCodingException _) {
            return Optional.empty();
        }
    }
}
