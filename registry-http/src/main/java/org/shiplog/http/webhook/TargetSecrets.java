package org.shiplog.http.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.shiplog.domain.webhook.WebhookTarget;
import org.shiplog.storage.identity.SettingSecrets;

/** Keeps what of targets must not be in events, among the secrets of settings. */
public final class TargetSecrets {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String ADDRESS = "address";
    private static final String AUTH_HEADER = "auth_header";
    private static final String SECRET = "secret";

    private final SettingSecrets secrets;

    public TargetSecrets(SettingSecrets secrets) {
        this.secrets = secrets;
    }

    /**
     * Keeps it under a fresh marker, which it answers.
     *
     * @param place of the target in the policy, from 0
     * @param current the marker that the target has now; empty when it is new
     */
    public CompletionStage<String> keep(long policyId, int place, TargetSecret secret, Optional<String> current) {
        String value = MAPPER.createObjectNode()
                .put(ADDRESS, secret.address())
                .put(AUTH_HEADER, secret.authHeader())
                .put(SECRET, secret.signingKey())
                .toString();
        return secrets.keep("webhook/" + policyId + "/" + place, value, current);
    }

    /** Empty when the target has been changed since. */
    public CompletionStage<Optional<TargetSecret>> find(String marker) {
        return secrets.find(marker).thenApply(found -> found.map(TargetSecrets::read));
    }

    private static TargetSecret read(String value) {
        try {
            JsonNode json = MAPPER.readTree(value);
            return new TargetSecret(
                    json.path(ADDRESS).asText(),
                    json.path(AUTH_HEADER).asText(),
                    json.path(SECRET).asText());
        } catch (JsonProcessingException e) {
            // Its message would quote the secret.
            throw new IllegalStateException("a target's secret is not JSON", e.getCause());
        }
    }

    /** Forgets those of the targets that none of the others has. */
    public CompletionStage<Void> forget(List<WebhookTarget> targets, List<WebhookTarget> others) {
        Set<String> kept = others.stream().map(WebhookTarget::marker).collect(Collectors.toUnmodifiableSet());
        CompletionStage<Void> done = CompletableFuture.completedStage(null);
        for (WebhookTarget target : targets) {
            if (!kept.contains(target.marker())) {
                done = done.thenCompose(_ -> secrets.forget(target.marker()));
            }
        }
        return done;
    }
}
