package org.shiplog.http.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Hashes passwords with Argon2id (RFC 9106) into PHC strings, which carry their own parameters: stronger ones chosen later
 * leave older hashes valid.
 *
 * <p>Every call takes some 20 MiB of memory and tens of milliseconds of a processor.
 */
public final class Passwords {
    private static final int MEMORY_KIB = 19 * 1024;
    private static final int ITERATIONS = 2;
    private static final int LANES = 1;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;

    private static final int MAX_MEMORY_KIB = 1024 * 1024;
    private static final int MAX_ITERATIONS = 64;
    private static final int MAX_LANES = 16;

    private static final Pattern PHC =
            Pattern.compile("\\$argon2id\\$v=19\\$m=([0-9]{1,9}),t=([0-9]{1,9}),p=([0-9]{1,9})"
                    + "\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{22,86})");

    private final SecureRandom random;
    private final int memoryKib;
    private final String nobodys;

    public Passwords(SecureRandom random) {
        this(random, MEMORY_KIB);
    }

    /** For passwords that nobody guesses, at a cost of one's own. */
    Passwords(SecureRandom random, int memoryKib) {
        this.random = random;
        this.memoryKib = memoryKib;
        byte[] unguessable = new byte[HASH_BYTES];
        random.nextBytes(unguessable);
        this.nobodys = hash(Base64.getEncoder().encodeToString(unguessable));
    }

    /** The password's hash as a PHC string, under a fresh salt. */
    public String hash(String password) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        Cost cost = new Cost(memoryKib, ITERATIONS, LANES);
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
                .formatted(
                        memoryKib,
                        ITERATIONS,
                        LANES,
                        base64.encodeToString(salt),
                        base64.encodeToString(derive(password, salt, cost, HASH_BYTES)));
    }

    /**
     * Whether the password is the one that was hashed, in a time that does not depend on where they differ.
     *
     * @throws IllegalArgumentException when the hash is no PHC string of Argon2id, or one of absurd cost
     */
    public boolean matches(String password, String phc) {
        Matcher parts = PHC.matcher(phc);
        if (!parts.matches()) {
            throw new IllegalArgumentException("not an Argon2id hash");
        }
        Cost cost = new Cost(
                bounded(parts.group(1), MAX_MEMORY_KIB),
                bounded(parts.group(2), MAX_ITERATIONS),
                bounded(parts.group(3), MAX_LANES));
        byte[] salt = Base64.getDecoder().decode(parts.group(4));
        byte[] expected = Base64.getDecoder().decode(parts.group(5));
        return MessageDigest.isEqual(expected, derive(password, salt, cost, expected.length));
    }

    /** A hash that no password is known for: comparing with it takes the time that a real user's hash takes. */
    String nobodys() {
        return nobodys;
    }

    private record Cost(int memoryKib, int iterations, int lanes) {}

    private static byte[] derive(String password, byte[] salt, Cost cost, int length) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(cost.memoryKib())
                .withIterations(cost.iterations())
                .withParallelism(cost.lanes())
                .withSalt(salt)
                .build());
        byte[] hash = new byte[length];
        generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), hash);
        return hash;
    }

    private static int bounded(String digits, int limit) {
        int value = Integer.parseInt(digits);
        if (value < 1 || value > limit) {
            throw new IllegalArgumentException("absurd Argon2id cost");
        }
        return value;
    }
}
