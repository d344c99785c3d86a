package org.shiplog.projections.ledger.note;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The public half of a key for notes. Its text, {@code name+hash+key}, is what verifiers are configured with.
 *
 * @param name of the key, which is the log's origin, at most {@value #MAX_NAME} characters
 * @param hash of name and key, 8 hexadecimal digits
 * @param key the standard Base64 of a byte 1, for Ed25519, and the 32 bytes of the key
 */
public record VerifierKey(String name, String hash, String key) {
    /** The longest name that is accepted, in characters. */
    public static final int MAX_NAME = 200;

    private static final Pattern NAME = Pattern.compile("[!-*,-~]{1," + MAX_NAME + "}");
    private static final Pattern TEXT = Pattern.compile("([^+]+)\\+([0-9a-f]{8})\\+([A-Za-z0-9+/]{44})");
    private static final byte ED25519 = 1;
    private static final int KEY_LENGTH = 32;
    /** What comes before the 32 bytes in a SubjectPublicKeyInfo for Ed25519 (RFC 8410). */
    private static final byte[] ENCODED_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    /** Whether it can be the name of a key: ASCII without spaces and plus signs. */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** @param encoded as {@link PublicKey#getEncoded} has it */
    static VerifierKey of(String name, byte[] encoded) {
        byte[] typed = new byte[1 + KEY_LENGTH];
        typed[0] = ED25519;
        System.arraycopy(encoded, ENCODED_PREFIX.length, typed, 1, KEY_LENGTH);
        return new VerifierKey(name, hash(name, typed), Base64.getEncoder().encodeToString(typed));
    }

    /** Reads untrusted text; empty when it is no verifier key for Ed25519, or its hash is not that of name and key. */
    public static Optional<VerifierKey> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (text.length() > MAX_NAME + 64 || !matcher.matches() || !isName(matcher.group(1))) {
            return Optional.empty();
        }
        byte[] typed = Base64.getDecoder().decode(matcher.group(3));
        VerifierKey key = new VerifierKey(matcher.group(1), matcher.group(2), matcher.group(3));
        return typed[0] == ED25519
                        && key.hash().equals(hash(key.name(), typed))
                        && key.publicKey().isPresent()
                ? Optional.of(key)
                : Optional.empty();
    }

    private static String hash(String name, byte[] typed) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((name + "\n").getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(typed), 0, 4);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private Optional<PublicKey> publicKey() {
        byte[] typed = Base64.getDecoder().decode(key);
        byte[] encoded = new byte[ENCODED_PREFIX.length + KEY_LENGTH];
        System.arraycopy(ENCODED_PREFIX, 0, encoded, 0, ENCODED_PREFIX.length);
        System.arraycopy(typed, 1, encoded, ENCODED_PREFIX.length, KEY_LENGTH);
        try {
            return Optional.of(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
        } catch (GeneralSecurityException _) {
            return Optional.empty();
        }
    }

    /** Whether the key made this signature of the text. */
    boolean verifies(String text, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(publicKey().orElseThrow());
            verifier.update(text.getBytes(StandardCharsets.UTF_8));
            return verifier.verify(signature);
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    @Override
    public String toString() {
        return name + "+" + hash + "+" + key;
    }
}
