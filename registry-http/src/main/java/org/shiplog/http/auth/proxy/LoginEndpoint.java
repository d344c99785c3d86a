package org.shiplog.http.auth.proxy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.shiplog.http.auth.issuer.Claims;
import org.shiplog.http.outbound.BoundedFetch;
import org.shiplog.http.outbound.Fetched;
import org.shiplog.http.outbound.Fetched.Answered;
import org.shiplog.http.outbound.OutboundRequest;

/** Posts a name and a password, as Basic authentication has them, and is given a token by which the proxy knows who it was. */
final class LoginEndpoint {
    private static final int MAX_TOKEN = 8 * 1024;

    private final BoundedFetch fetch;
    private final URI url;

    LoginEndpoint(BoundedFetch fetch, URI url) {
        this.fetch = fetch;
        this.url = url;
    }

    sealed interface Entry {
        record Opened(String token) implements Entry {
            @Override
            public String toString() {
                return "opened";
            }
        }

        record Denied() implements Entry {}

        record NoAnswer(String reason) implements Entry {}
    }

    CompletionStage<Entry> enter(String name, String password) {
        String pair = Base64.getEncoder().encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8));
        OutboundRequest request = OutboundRequest.post(url, "application/x-www-form-urlencoded", "")
                .with("Authorization", "Basic " + pair);
        return fetch.fetch(request).thenApply(LoginEndpoint::read);
    }

    private static Entry read(Fetched fetched) {
        if (!(fetched instanceof Answered answer)) {
            return new Entry.NoAnswer("the login endpoint: " + fetched);
        }
        return switch (answer.status()) {
            // That something answers 200 is no proof: every web page does.
            case 200 ->
                token(answer)
                        .<Entry>map(Entry.Opened::new)
                        .orElseGet(() -> new Entry.NoAnswer("the login endpoint gives no session_id: " + answer));
            case 401, 403 -> new Entry.Denied();
            default -> new Entry.NoAnswer("the login endpoint: " + answer);
        };
    }

    private static Optional<String> token(Answered answer) {
        return Claims.parse(answer.body().toArray())
                .flatMap(json -> json.text("session_id"))
                .filter(token -> token.length() <= MAX_TOKEN);
    }
}
