package org.shiplog.http.auth.uaa;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLEncoder;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.shiplog.http.auth.issuer.Claims;
import org.shiplog.http.outbound.BoundedFetch;
import org.shiplog.http.outbound.Fetched;
import org.shiplog.http.outbound.Fetched.Answered;
import org.shiplog.http.outbound.OutboundRequest;

/**
 * Exchanges a user's password, or the client's own secret, for an access token (RFC 6749, sections 4.3 and 4.4). The client is named
 * in the form: servers do not agree on how its name is written in a header.
 */
final class TokenEndpoint {
    private static final int MAX_TOKEN = 8 * 1024;
    private static final Pattern ERROR_CODE = Pattern.compile("[a-z_]{1,64}");

    /** By which a server says that it was not the user's password. The first is the standard's. */
    private static final Set<String> DENIALS = Set.of("invalid_grant", "unauthorized", "access_denied");

    private final BoundedFetch fetch;
    private final URI url;
    private final UaaSettings settings;

    TokenEndpoint(BoundedFetch fetch, URI url, UaaSettings settings) {
        this.fetch = fetch;
        this.url = url;
        this.settings = settings;
    }

    sealed interface Grant {
        record Granted(String token) implements Grant {
            @Override
            public String toString() {
                return "granted";
            }
        }

        record Denied() implements Grant {}

        record NoAnswer(String reason) implements Grant {}
    }

    CompletionStage<Grant> ofPassword(String name, String password) {
        return ask(Map.of("grant_type", "password", "username", name, "password", password));
    }

    CompletionStage<Grant> ofClient() {
        return ask(Map.of("grant_type", "client_credentials"));
    }

    private CompletionStage<Grant> ask(Map<String, String> grant) {
        Map<String, String> client = Map.of("client_id", settings.clientId(), "client_secret", settings.clientSecret());
        String form = Stream.of(grant, client)
                .flatMap(part -> part.entrySet().stream())
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), UTF_8))
                .collect(Collectors.joining("&"));
        return fetch.fetch(OutboundRequest.post(url, "application/x-www-form-urlencoded", form)
                        .with("Accept", "application/json"))
                .thenApply(TokenEndpoint::read);
    }

    private static Grant read(Fetched fetched) {
        Grant none = new Grant.NoAnswer("the token endpoint: " + fetched);
        if (!(fetched instanceof Answered answer)) {
            return none;
        }
        Optional<Claims> json = Claims.parse(answer.body().toArray());
        return switch (answer.status()) {
            case 200 ->
                json.flatMap(found -> found.text("access_token"))
                        .filter(token -> token.length() <= MAX_TOKEN)
                        .<Grant>map(Grant.Granted::new)
                        .orElse(none);
            case 400, 401, 403 ->
                json.flatMap(found -> found.text("error"))
                        .filter(code -> ERROR_CODE.matcher(code).matches())
                        .map(TokenEndpoint::denial)
                        .orElse(none);
            default -> none;
        };
    }

    private static Grant denial(String code) {
        return DENIALS.contains(code) ? new Grant.Denied() : new Grant.NoAnswer("the token endpoint: " + code);
    }
}
