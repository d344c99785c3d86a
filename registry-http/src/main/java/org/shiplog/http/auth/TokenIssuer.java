package org.shiplog.http.auth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.identity.Username;

/** Signs registry tokens: JWTs in the form of the Docker registry token specification, with ES256. */
final class TokenIssuer {
    private static final JsonMapper JSON = new JsonMapper();

    private final SigningKeys keys;
    private final TokenSettings settings;

    TokenIssuer(SigningKeys keys, TokenSettings settings) {
        this.keys = keys;
        this.settings = settings;
    }

    /** @param lifetime as {@link TokenSettings} bounds it */
    String issue(Principal principal, TokenScope scope, Instant now, Duration lifetime) {
        ObjectNode claims = JSON.createObjectNode();
        claims.put("iss", settings.issuer());
        claims.put("sub", principal instanceof Principal.Authenticated ? principal.id() : "");
        subject(principal).ifPresent(subject -> claims.put(TokenVerifier.SUBJECT_ID, subject.text()));
        claims.put("aud", settings.service());
        claims.put("iat", now.getEpochSecond());
        claims.put("nbf", now.getEpochSecond());
        claims.put("exp", now.plus(lifetime).getEpochSecond());
        claims.put("jti", UUID.randomUUID().toString());
        scope.writeTo(claims.putArray("access"));
        return sign(claims);
    }

    private String sign(ObjectNode claims) {
        SigningKey key = keys.newest();
        try {
            JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                    .type(JOSEObjectType.JWT)
                    .keyID(key.id())
                    .build();
            JWSObject token = new JWSObject(header, new Payload(JSON.writeValueAsBytes(claims)));
            token.sign(new ECDSASigner(key.privateKey()));
            return token.serialize();
        } catch (JOSEException | JsonProcessingException e) {
            throw new IllegalStateException("cannot sign with " + key, e);
        }
    }

    private static Optional<TokenSubject> subject(Principal principal) {
        return switch (principal) {
            case Principal.Anonymous _ -> Optional.empty();
            case Principal.Person person ->
                Optional.of(new TokenSubject.OfUser(person.userId(), new Username(person.id())));
            case Principal.Machine machine -> Optional.of(new TokenSubject.OfRobot(machine.robotId(), machine.name()));
            case Principal.Operator _, Principal.Registry _ ->
                throw new IllegalArgumentException(principal.id() + " needs no token");
        };
    }
}
