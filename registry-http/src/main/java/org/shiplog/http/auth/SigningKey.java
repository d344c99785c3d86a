package org.shiplog.http.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;

/**
 * A key pair on P-256 for registry tokens.
 *
 * @param id the JWK thumbprint of the public key (RFC 7638)
 */
record SigningKey(String id, ECPublicKey publicKey, ECPrivateKey privateKey, Instant createdAt) {
    static SigningKey generate(Instant now) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            return of((ECPublicKey) pair.getPublic(), (ECPrivateKey) pair.getPrivate(), now);
        } catch (GeneralSecurityException | JOSEException e) {
            throw new IllegalStateException("every Java platform has P-256", e);
        }
    }

    /** @throws IllegalArgumentException when these are not the bytes of keys, or the id is not that of the public one */
    static SigningKey decode(String id, byte[] publicKey, byte[] privateKey, Instant createdAt) {
        try {
            KeyFactory keys = KeyFactory.getInstance("EC");
            SigningKey key = of(
                    (ECPublicKey) keys.generatePublic(new X509EncodedKeySpec(publicKey)),
                    (ECPrivateKey) keys.generatePrivate(new PKCS8EncodedKeySpec(privateKey)),
                    createdAt);
            if (!key.id().equals(id)) {
                throw new IllegalArgumentException("signing key " + id + " is stored under a false id");
            }
            return key;
        } catch (GeneralSecurityException | JOSEException e) {
            throw new IllegalArgumentException("signing key " + id + " cannot be read", e);
        }
    }

    private static SigningKey of(ECPublicKey publicKey, ECPrivateKey privateKey, Instant createdAt)
            throws JOSEException {
        String id = new ECKey.Builder(Curve.P_256, publicKey)
                .build()
                .computeThumbprint()
                .toString();
        return new SigningKey(id, publicKey, privateKey, createdAt);
    }

    @Override
    public String toString() {
        return "SigningKey[" + id + ", " + createdAt + "]";
    }
}
