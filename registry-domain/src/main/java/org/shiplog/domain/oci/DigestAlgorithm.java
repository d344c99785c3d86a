package org.shiplog.domain.oci;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** The digest algorithms under which content can be stored (image-spec, descriptor.md, "Registered algorithms"). */
public enum DigestAlgorithm {
    SHA256("sha256", "SHA-256"),
    SHA512("sha512", "SHA-512");

    private final String id;
    private final String javaName;

    DigestAlgorithm(String id, String javaName) {
        this.id = id;
        this.javaName = javaName;
    }

    /** The algorithm's registered identifier, as it stands before the colon of a digest. */
    public String id() {
        return id;
    }

    public static Optional<DigestAlgorithm> named(String id) {
        for (DigestAlgorithm algorithm : values()) {
            if (algorithm.id.equals(id)) {
                return Optional.of(algorithm);
            }
        }
        return Optional.empty();
    }

    /** A fresh hash computation. */
    public MessageDigest newHash() {
        try {
            return MessageDigest.getInstance(javaName);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform must provide " + javaName, e);
        }
    }

    /** Ends a computation begun with {@link #newHash()}. */
    public Digest finish(MessageDigest hash) {
        return new Digest(id, HexFormat.of().formatHex(hash.digest()));
    }

    public Digest digestOf(byte[] content) {
        MessageDigest hash = newHash();
        hash.update(content);
        return finish(hash);
    }
}
