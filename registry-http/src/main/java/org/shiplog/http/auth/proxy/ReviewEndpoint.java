package org.shiplog.http.auth.proxy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.shiplog.http.auth.issuer.Claims;
import org.shiplog.http.outbound.BoundedFetch;
import org.shiplog.http.outbound.Fetched;
import org.shiplog.http.outbound.Fetched.Answered;
import org.shiplog.http.outbound.OutboundRequest;

/** Asks whom a token is about, by a TokenReview of Kubernetes. */
final class ReviewEndpoint {
    private static final int MAX_GROUPS = 1000;
    private static final JsonMapper JSON = new JsonMapper();
    private static final String KUBERNETES = "/apis/authentication.k8s.io/v1/tokenreviews";

    private final BoundedFetch fetch;
    private final URI url;

    ReviewEndpoint(BoundedFetch fetch, URI url) {
        this.fetch = fetch;
        this.url = url;
    }

    sealed interface Review {
        record Said(String name, List<String> groups) implements Review {}

        record Denied() implements Review {}

        record NoAnswer(String reason) implements Review {}
    }

    CompletionStage<Review> review(String token) {
        return fetch.fetch(OutboundRequest.post(url, "application/json", body(token))
                        .with("Accept", "application/json"))
                .thenApply(ReviewEndpoint::read);
    }

    /** In the version that Harbor asks with, which Kubernetes itself no longer has. */
    private String body(String token) {
        String version = url.getPath().endsWith(KUBERNETES) ? "v1" : "v1beta1";
        ObjectNode review = JSON.createObjectNode()
                .put("apiVersion", "authentication.k8s.io/" + version)
                .put("kind", "TokenReview");
        review.putObject("spec").put("token", token);
        try {
            return JSON.writeValueAsString(review);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts is always JSON", e);
        }
    }

    private static Review read(Fetched fetched) {
        if (!(fetched instanceof Answered answer)) {
            return new Review.NoAnswer("the token review: " + fetched);
        }
        return switch (answer.status()) {
            case 200, 201 ->
                Claims.parse(answer.body().toArray())
                        .flatMap(review -> review.object("status"))
                        .map(ReviewEndpoint::read)
                        .orElseGet(() -> new Review.NoAnswer("the token review has no status: " + answer));
            case 401 -> new Review.Denied();
            default -> new Review.NoAnswer("the token review: " + answer);
        };
    }

    private static Review read(Claims status) {
        if (!status.isTrue("authenticated")) {
            return new Review.Denied();
        }
        Optional<Claims> user = status.object("user");
        Optional<String> name = user.flatMap(found -> found.text("username"));
        List<String> groups = user.map(found -> found.texts("groups")).orElse(List.of());
        if (name.isEmpty()) {
            return new Review.NoAnswer("the token review names no user");
        }
        return groups.size() > MAX_GROUPS
                ? new Review.NoAnswer("the token review names more than " + MAX_GROUPS + " groups")
                : new Review.Said(name.get(), groups);
    }
}
