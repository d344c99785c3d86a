package org.shiplog.http.auth;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.util.Base64URL;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;

/**
 * Accepts the tokens that {@link TokenIssuer} issues and no others.
 *
 * <p>It is stricter than JWT asks for. A token says which of our keys it is signed with and nothing else about how to check
 * it: a header with any member besides {@code alg}, {@code typ} and {@code kid} is refused, whatever that member means.
 */
final class TokenVerifier {
    private static final int MAX_LENGTH = 16 * 1024;
    private static final long MAX_CACHED_CHARACTERS = 16L * 1024 * 1024;

    /** Clocks of nodes may differ so much. A token's end is not stretched. */
    private static final Duration MAX_SKEW = Duration.ofSeconds(60);

    /** The claim that tells subjects of one name apart. */
    static final String SUBJECT_ID = "subject_id";

    private static final Set<String> HEADER = Set.of("alg", "typ", "kid");
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final SigningKeys keys;
    private final TokenSettings settings;
    private final InstantSource clock;

    /** A signature that was good once stays good; the times are looked at again at every use. */
    private final Cache<String, RegistryToken> verified = Caffeine.newBuilder()
            .maximumWeight(MAX_CACHED_CHARACTERS)
            .weigher((String token, RegistryToken _) -> token.length())
            .expireAfterWrite(Duration.ofHours(1))
            .build();

    TokenVerifier(SigningKeys keys, TokenSettings settings, InstantSource clock) {
        this.keys = keys;
        this.settings = settings;
        this.clock = clock;
    }

    /** The token's content; empty when it is forged, foreign, malformed, expired or not valid yet. */
    CompletionStage<Optional<RegistryToken>> verify(String token) {
        RegistryToken known = verified.getIfPresent(token);
        if (known != null) {
            return completedFuture(Optional.of(known).filter(this::isCurrent));
        }
        String[] parts = token.split("\\.", 4);
        if (token.length() > MAX_LENGTH || parts.length != 3) {
            return completedFuture(Optional.empty());
        }
        Optional<String> keyId = parse(parts[0]).flatMap(TokenVerifier::keyId);
        if (keyId.isEmpty()) {
            return completedFuture(Optional.empty());
        }
        return keys.find(keyId.get())
                .thenApply(key -> key.filter(found -> isSigned(found, parts))
                        .flatMap(_ -> parse(parts[1]))
                        .flatMap(this::read)
                        .map(genuine -> remember(token, genuine))
                        .filter(this::isCurrent));
    }

    private RegistryToken remember(String token, RegistryToken genuine) {
        verified.put(token, genuine);
        return genuine;
    }

    private boolean isCurrent(RegistryToken token) {
        return clock.instant().isBefore(token.expires());
    }

    private static Optional<String> keyId(JsonNode header) {
        boolean ours = HEADER.equals(names(header))
                && text(header, "alg").equals(Optional.of(JWSAlgorithm.ES256.getName()))
                && text(header, "typ").equals(Optional.of("JWT"));
        return ours ? text(header, "kid") : Optional.empty();
    }

    private static boolean isSigned(SigningKey key, String[] parts) {
        byte[] signed = (parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII);
        try {
            JWSHeader header = new JWSHeader(JWSAlgorithm.ES256);
            return new ECDSAVerifier(key.publicKey()).verify(header, signed, new Base64URL(parts[2]));
        } catch (JOSEException e) {
            throw new IllegalStateException("cannot verify with " + key, e);
        }
    }

    private Optional<RegistryToken> read(JsonNode claims) {
        boolean ours = text(claims, "iss").equals(Optional.of(settings.issuer()))
                && text(claims, "aud").equals(Optional.of(settings.service()))
                && text(claims, "sub").isPresent()
                && claims.path("exp").canConvertToLong()
                && claims.path("nbf").canConvertToLong()
                && claims.path("access").isArray();
        if (!ours) {
            return Optional.empty();
        }
        Instant notBefore = Instant.ofEpochSecond(claims.get("nbf").asLong());
        if (notBefore.isAfter(clock.instant().plus(MAX_SKEW))) {
            return Optional.empty();
        }
        TokenScope scope = TokenScope.read(claims.get("access"));
        Instant expires = Instant.ofEpochSecond(claims.get("exp").asLong());
        return claims.get("sub").asText().isEmpty()
                ? Optional.of(new RegistryToken(Optional.empty(), scope, expires))
                : text(claims, SUBJECT_ID)
                        .flatMap(TokenSubject::parse)
                        .map(subject -> new RegistryToken(Optional.of(subject), scope, expires));
    }

    private static Optional<JsonNode> parse(String encoded) {
        try {
            JsonNode tree = JSON.readTree(Base64.getUrlDecoder().decode(encoded));
            return Optional.of(tree).filter(JsonNode::isObject);
        } catch (IOException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static Optional<String> text(JsonNode object, String name) {
        return Optional.of(object.path(name)).filter(JsonNode::isTextual).map(JsonNode::asText);
    }
}
