package org.shiplog.http.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
    private static final int MAX_ADDRESSES = 100;
    private static final Duration LIFETIME = Duration.ofMinutes(5);

    private final SecretKeySpec key;
    /** The addresses from which it came are the entry's value. */
    private final Cache<ByteBuffer, Set<String>> verified;

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

    /** Whether it was right, wherever it came from. */
    boolean contains(String name, String password, String storedHash, String clientAddress) {
        Set<String> addresses = verified.getIfPresent(fingerprint(name, password, storedHash));
        if (addresses == null) {
            return false;
        }
        remember(addresses, clientAddress);
        return true;
    }

    /** Whether it was right when it came from this very address. */
    boolean containsFrom(String name, String password, String storedHash, String clientAddress) {
        Set<String> addresses = verified.getIfPresent(fingerprint(name, password, storedHash));
        return addresses != null && addresses.contains(clientAddress);
    }

    void add(String name, String password, String storedHash, String clientAddress) {
        remember(
                verified.get(fingerprint(name, password, storedHash), _ -> ConcurrentHashMap.newKeySet()),
                clientAddress);
    }

    private static void remember(Set<String> addresses, String clientAddress) {
        if (addresses.size() < MAX_ADDRESSES) {
            addresses.add(clientAddress);
        }
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
