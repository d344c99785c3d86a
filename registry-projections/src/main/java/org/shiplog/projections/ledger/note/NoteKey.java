package org.shiplog.projections.ledger.note;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;

/** A key that signs notes, with Ed25519. */
public final class NoteKey {
    private final VerifierKey verifier;
    private final PrivateKey secret;

    private NoteKey(VerifierKey verifier, PrivateKey secret) {
        this.verifier = verifier;
        this.secret = secret;
    }

    /** @throws IllegalArgumentException when {@code name} cannot be a key's name */
    public static NoteKey generate(String name) {
        if (!VerifierKey.isName(name)) {
            throw new IllegalArgumentException("not the name of a key: " + name);
        }
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            return new NoteKey(VerifierKey.of(name, pair.getPublic().getEncoded()), pair.getPrivate());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has Ed25519", e);
        }
    }

    /**
     * @param secret what {@link #secret} gave
     * @throws IllegalArgumentException when it is no key, or not the one that belongs to {@code verifier}
     */
    public static NoteKey decode(VerifierKey verifier, byte[] secret) {
        try {
            PrivateKey decoded = KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(secret));
            NoteKey key = new NoteKey(verifier, decoded);
            if (!verifier.verifies("\n", key.signature("\n"))) {
                throw new IllegalArgumentException("the secret of key " + verifier + " is another key's");
            }
            return key;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the secret of key " + verifier + " cannot be read", e);
        }
    }

    public VerifierKey verifier() {
        return verifier;
    }

    /** PKCS #8, not encrypted. */
    public byte[] secret() {
        return secret.getEncoded();
    }

    byte[] signature(String text) throws GeneralSecurityException {
        Signature signer = Signature.getInstance("Ed25519");
        signer.initSign(secret);
        signer.update(text.getBytes(StandardCharsets.UTF_8));
        return signer.sign();
    }

    @Override
    public String toString() {
        return "NoteKey[" + verifier + "]";
    }
}
