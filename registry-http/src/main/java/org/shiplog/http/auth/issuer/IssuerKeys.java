package org.shiplog.http.auth.issuer;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.DefaultJOSEProcessor;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import java.text.ParseException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The public keys of an issuer, and how it signs with them. Keys or places of keys that a token's header names are never looked
 * at, and no algorithm with a shared secret is accepted, since whoever knows a public key could use it as one.
 */
final class IssuerKeys {
    private static final int MAX_KEYS = 100;

    private static final Set<JWSAlgorithm> ACCEPTED = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);

    private final JWKSet keys;
    private final DefaultJOSEProcessor<SecurityContext> processor = new DefaultJOSEProcessor<>();

    private IssuerKeys(JWKSet keys, Set<JWSAlgorithm> algorithms) {
        this.keys = keys;
        processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, null));
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(algorithms, new ImmutableJWKSet<>(keys)));
    }

    /**
     * Empty when the text is no set of 1 to {@value #MAX_KEYS} keys, or none of the algorithms is accepted.
     *
     * @param algorithms with which the issuer says that it signs
     */
    static Optional<IssuerKeys> parse(String json, List<JWSAlgorithm> algorithms) {
        Set<JWSAlgorithm> both = new HashSet<>(ACCEPTED);
        both.retainAll(algorithms);
        try {
            JWKSet keys = new JWKSet(JWKSet.parse(json).getKeys().stream()
                    .filter(key -> !key.isPrivate())
                    .toList());
            boolean usable = !both.isEmpty() && !keys.isEmpty() && keys.size() <= MAX_KEYS;
            return usable ? Optional.of(new IssuerKeys(keys, both)) : Optional.empty();
        } catch (ParseException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** Whether the token names a key that is not here. */
    boolean lacksKeyOf(SignedToken token) {
        String id = token.jws().getHeader().getKeyID();
        return id != null && keys.getKeyByKeyId(id) == null;
    }

    boolean signed(SignedToken token) {
        try {
            processor.process(token.jws(), null);
            return true;
        } catch (BadJOSEException | JOSEException _) {
            return false;
        }
    }
}
