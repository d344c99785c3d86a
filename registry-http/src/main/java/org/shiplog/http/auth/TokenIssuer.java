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
import java.time.Instant;
import java.util.UUID;
import org.shiplog.domain.identity.Principal;

/** Signs registry tokens: JWTs in the form of the Docker registry token specification, with ES256. */
final class TokenIssuer {
    private static final JsonMapper JSON = new JsonMapper();

    private final SigningKeys keys;
    private final TokenSettings settings;

    TokenIssuer(SigningKeys keys, TokenSettings settings) {
        this.keys = keys;
        this.settings = settings;
    }

    String issue(Principal principal, TokenScope scope, Instant now) {
        ObjectNode claims = JSON.createObjectNode();
        claims.put("iss", settings.issuer());
        claims.put("sub", subject(principal));
        claims.put("aud", settings.service());
        claims.put("iat", now.getEpochSecond());
        claims.put("nbf", now.getEpochSecond());
        claims.put("exp", now.plus(settings.lifetime()).getEpochSecond());
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

    private static String subject(Principal principal) {
        return switch (principal) {
            case Principal.Anonymous _ -> "";
            case Principal.Authenticated authenticated -> authenticated.id();
            case Principal.Registry _ -> throw new IllegalArgumentException("the registry needs no token");
        };
    }
}
