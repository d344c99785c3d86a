package org.shiplog.domain.oci;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A content digest, {@code algorithm:encoded} (image-spec, descriptor.md, "Digests").
 *
 * <p>Registered algorithms must have their exact length in lower-case hex. Others only follow the grammar: a manifest may
 * name such a digest, but nothing can be stored under it.
 */
public record Digest(String algorithm, String encoded) implements Comparable<Digest> {
    /** The longest text accepted as a digest, in characters. */
    public static final int MAX_LENGTH = 255;

    private static final Map<String, Integer> REGISTERED_LENGTHS = Map.of("sha256", 64, "sha512", 128, "blake3", 64);
    private static final Map<String, String> REGISTERED_NAMES =
            REGISTERED_LENGTHS.keySet().stream().collect(Collectors.toMap(name -> name, name -> name));
    private static final Pattern ALGORITHM = Pattern.compile("[a-z0-9]+([+._-][a-z0-9]+)*");
    private static final Pattern ENCODED = Pattern.compile("[a-zA-Z0-9=_-]+");

    public Digest {
        if (!isWellFormed(algorithm, encoded)) {
            throw new IllegalArgumentException("not a digest: " + algorithm + ":" + encoded);
        }
        // One string per algorithm instead of one per digest: a repository holds many thousands of digests.
        algorithm = REGISTERED_NAMES.getOrDefault(algorithm, algorithm);
    }

    /** Reads untrusted text; empty when it is not a well-formed digest. */
    public static Optional<Digest> parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 1) {
            return Optional.empty();
        }
        String algorithm = text.substring(0, colon);
        String encoded = text.substring(colon + 1);
        return isWellFormed(algorithm, encoded) ? Optional.of(new Digest(algorithm, encoded)) : Optional.empty();
    }

    /** Reads text that this registry wrote itself. */
    public static Digest of(String text) {
        int colon = text.indexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("not a digest: " + text);
        }
        return new Digest(text.substring(0, colon), text.substring(colon + 1));
    }

    /** The algorithm when this registry can compute it, which storing content under the digest requires. */
    public Optional<DigestAlgorithm> computable() {
        return DigestAlgorithm.named(algorithm);
    }

    private static boolean isWellFormed(String algorithm, String encoded) {
        Integer length = REGISTERED_LENGTHS.get(algorithm);
        if (length != null) {
            return encoded.length() == length && isLowerHex(encoded);
        }
        return algorithm.length() + 1 + encoded.length() <= MAX_LENGTH
                && ALGORITHM.matcher(algorithm).matches()
                && ENCODED.matcher(encoded).matches();
    }

    /** Without a pattern: a repository that is recovered reads hundreds of thousands of digests. */
    private static boolean isLowerHex(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int compareTo(Digest other) {
        int byAlgorithm = algorithm.compareTo(other.algorithm);
        return byAlgorithm != 0 ? byAlgorithm : encoded.compareTo(other.encoded);
    }

    @Override
    public String toString() {
        return algorithm + ":" + encoded;
    }
}
