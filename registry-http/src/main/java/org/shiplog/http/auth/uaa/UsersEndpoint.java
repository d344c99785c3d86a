package org.shiplog.http.auth.uaa;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLEncoder;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.shiplog.http.auth.issuer.Claims;
import org.shiplog.http.outbound.BoundedFetch;
import org.shiplog.http.outbound.Fetched;
import org.shiplog.http.outbound.Fetched.Answered;
import org.shiplog.http.outbound.OutboundRequest;

/** Looks a user up by name (SCIM, RFC 7644, section 3.4.2). The client needs the right to read users. */
final class UsersEndpoint {
    private final BoundedFetch fetch;
    private final URI url;

    UsersEndpoint(BoundedFetch fetch, URI url) {
        this.fetch = fetch;
        this.url = url;
    }

    CompletionStage<UaaAnswer> find(String name, String token) {
        String filter = "userName eq \"" + name.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        URI asked = URI.create(url + "?filter=" + URLEncoder.encode(filter, UTF_8));
        return fetch.fetch(OutboundRequest.get(asked).with("Authorization", "Bearer " + token))
                .thenApply(fetched -> read(fetched, name));
    }

    private static UaaAnswer read(Fetched fetched, String name) {
        if (fetched instanceof Answered refusal && (refusal.status() == 401 || refusal.status() == 403)) {
            return new UaaAnswer.Forbidden();
        }
        Optional<Claims> page = fetched instanceof Answered answer && answer.status() == 200
                ? Claims.parse(answer.body().toArray()).filter(found -> found.has("resources"))
                : Optional.empty();
        if (page.isEmpty()) {
            return new UaaAnswer.Unavailable("the list of users: " + fetched);
        }
        // What the filter means is the server's; who is meant is looked at here.
        List<Claims> users = page.get().objects("resources").stream()
                .filter(user ->
                        user.text("userName").filter(name::equalsIgnoreCase).isPresent())
                .toList();
        // Of two with one name, from two sources of users, nobody knows which one will log in.
        return users.size() == 1 && isActive(users.getFirst())
                ? new UaaAnswer.Known(user(users.getFirst(), name))
                : new UaaAnswer.Unknown();
    }

    private static boolean isActive(Claims user) {
        return user.scalar("active").filter("false"::equals).isEmpty();
    }

    private static UaaUser user(Claims user, String name) {
        String realname = user.object("name").stream()
                .flatMap(parts -> Stream.of("givenName", "familyName").flatMap(part -> parts.text(part).stream()))
                .collect(Collectors.joining(" "));
        String email = user.objects("emails").stream()
                .flatMap(address -> address.text("value").stream())
                .findFirst()
                .orElse("");
        return UaaUser.of(name, realname, email);
    }
}
