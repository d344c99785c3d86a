package org.shiplog.http.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Remembers for a few minutes after their last use which passwords were right, so that a client that sends its password with every request costs
 * one slow hash and not one per request.
 *
 * <p>An entry is a keyed hash of the name, the password and the stored hash it matched: with a changed password the old entry
 * no longer fits, and no password can be read from memory.
 */
final class VerifiedCredentials {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int MAX_ENTRIES = 10_000;
    private static final Duration LIFETIME = Duration.ofMinutes(5);

    private final SecretKeySpec key;
    private final Cache<ByteBuffer, Boolean> verified;

    VerifiedCredentials(SecureRandom random, InstantSource clock) {
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        this.key = new SecretKeySpec(secret, ALGORITHM);
        this.verified = Caffeine.newBuilder()
                .maximumSize(MAX_ENTRIES)
                .expireAfterAccess(LIFETIME)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .build();
    }

    boolean contains(String name, String password, String storedHash) {
        return verified.getIfPresent(fingerprint(name, password, storedHash)) != null;
    }

    void add(String name, String password, String storedHash) {
        verified.put(fingerprint(name, password, storedHash), true);
    }

    /** Tells one attempt from another without keeping the secret. */
    ByteBuffer fingerprint(String name, String password, String storedHash) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            for (String part : new String[] {name, password, storedHash}) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                mac.update(
                        ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
                mac.update(bytes);
            }
            return ByteBuffer.wrap(mac.doFinal());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }
}
