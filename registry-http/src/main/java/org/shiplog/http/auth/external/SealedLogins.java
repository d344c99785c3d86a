package org.shiplog.http.auth.external;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import javax.crypto.SecretKey;
import org.shiplog.domain.identity.Username;
import org.shiplog.http.auth.issuer.IssuerUrl;
import org.shiplog.http.auth.oidc.LocalPath;
import org.shiplog.http.auth.oidc.OidcLogin.Identified;
import org.shiplog.http.auth.oidc.OidcTokens;
import org.shiplog.http.auth.oidc.OidcUser;
import org.shiplog.http.auth.oidc.Seal;

/** What is kept of logins at a provider or an authentication proxy, in a form that says nothing to who reads the database without the key. */
public final class SealedLogins {
    private static final JsonMapper JSON = new JsonMapper();

    private final Seal tokens;
    private final Seal newcomers;
    private final Seal reviewed;

    /** @param key for AES with 256 bits, the same on every node */
    public SealedLogins(SecretKey key, SecureRandom random) {
        this.tokens = new Seal(key, "shiplog tokens 1", random);
        this.newcomers = new Seal(key, "shiplog newcomer 1", random);
        this.reviewed = new Seal(key, "shiplog reviewed 1", random);
    }

    /**
     * Somebody who has logged in at the provider and is no user here yet.
     *
     * @param target where the browser goes when they are one
     */
    record Newcomer(Identified login, LocalPath target) {
        @Override
        public String toString() {
            return login.user().toString();
        }
    }

    String close(OidcTokens kept) {
        return tokens.close(text(json(kept)));
    }

    Optional<OidcTokens> openTokens(String sealed) {
        return tokens.open(sealed).map(SealedLogins::read).map(SealedLogins::tokens);
    }

    /** @param token that an authentication proxy has reviewed */
    String closeReviewed(String token) {
        return reviewed.close(token);
    }

    Optional<String> openReviewed(String sealed) {
        return reviewed.open(sealed);
    }

    String close(Newcomer newcomer) {
        OidcUser user = newcomer.login().user();
        ObjectNode json = json(newcomer.login().tokens())
                .put("target", newcomer.target().value())
                .put("issuer", user.issuer().value())
                .put("subject", user.subject())
                .put("emailVerified", user.emailVerified())
                .put("administrator", user.administrator());
        user.username().ifPresent(name -> json.put("username", name.value()));
        user.email().ifPresent(email -> json.put("email", email));
        user.groups().stream().sorted().forEach(json.putArray("groups")::add);
        return newcomers.close(text(json));
    }

    Optional<Newcomer> openNewcomer(String sealed) {
        return newcomers.open(sealed).map(SealedLogins::read).map(json -> {
            Set<String> groups = StreamSupport.stream(json.path("groups").spliterator(), false)
                    .map(JsonNode::asText)
                    .collect(Collectors.toUnmodifiableSet());
            OidcUser user = new OidcUser(
                    new IssuerUrl(json.path("issuer").asText()),
                    json.path("subject").asText(),
                    optional(json, "username").map(Username::new),
                    optional(json, "email"),
                    json.path("emailVerified").asBoolean(),
                    groups,
                    json.path("administrator").asBoolean());
            return new Newcomer(
                    new Identified(user, tokens(json)),
                    new LocalPath(json.path("target").asText()));
        });
    }

    private static ObjectNode json(OidcTokens kept) {
        ObjectNode json = JSON.createObjectNode()
                .put("idToken", kept.idToken())
                .put("expires", kept.expires().toString());
        kept.refreshToken().ifPresent(token -> json.put("refreshToken", token));
        return json;
    }

    private static OidcTokens tokens(JsonNode json) {
        return new OidcTokens(
                json.path("idToken").asText(),
                optional(json, "refreshToken"),
                Instant.parse(json.path("expires").asText()));
    }

    private static Optional<String> optional(JsonNode json, String name) {
        return Optional.of(json.path(name)).filter(JsonNode::isTextual).map(JsonNode::asText);
    }

    private static String text(ObjectNode json) {
        try {
            return JSON.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts is always JSON", e);
        }
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("only JSON was sealed", e);
        }
    }
}
