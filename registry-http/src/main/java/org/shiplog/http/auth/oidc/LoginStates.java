package org.shiplog.http.auth.oidc;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Logins that have begun. What they must know travels in a cookie of the browser that began them, sealed so that only nodes with
 * the same key can read or make it: any node can end a login that another began, and nothing is stored.
 *
 * <p>A login ends where its cookie and the state from the provider meet: an answer that somebody else's browser got is worth
 * nothing here. It has ten minutes. The cookie must be {@code HttpOnly}, {@code SameSite=Lax} and, with TLS, {@code Secure}, and
 * be taken back with the answer to the callback. Who keeps a copy of it gains nothing: the provider accepts a code once.
 */
public final class LoginStates {
    public static final Duration LIFETIME = Duration.ofMinutes(10);

    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int KEY_BYTES = 32;
    private static final int RANDOM_BYTES = 32;
    private static final int MAX_COOKIE = 4096;

    /** Sealed along, so that nothing that is sealed for another purpose with the same key is taken for a login. */
    private static final byte[] PURPOSE = "shiplog login 1".getBytes(StandardCharsets.US_ASCII);

    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final SecretKey key;
    private final SecureRandom random;
    private final InstantSource clock;

    /** @param key for AES with 256 bits, the same on every node */
    public LoginStates(SecretKey key, SecureRandom random, InstantSource clock) {
        byte[] encoded = key.getEncoded();
        if (!key.getAlgorithm().equals("AES") || (encoded != null && encoded.length != KEY_BYTES)) {
            throw new IllegalArgumentException("not a key for AES with 256 bits");
        }
        this.key = key;
        this.random = random;
        this.clock = clock;
    }

    /**
     * A login that begins.
     *
     * @param cookie the value for the browser to keep: up to 2,048 characters of base64url
     */
    public record Begun(LoginState login, String cookie) {
        @Override
        public String toString() {
            return login.toString();
        }
    }

    public Begun begin(LocalPath target) {
        LoginState login = new LoginState(unguessable(), unguessable(), unguessable(), target);
        Instant end = clock.instant().plus(LIFETIME);
        String text = String.join(
                " ", Long.toString(end.toEpochMilli()), login.state(), login.nonce(), login.verifier(), target.value());
        return new Begun(login, seal(text.getBytes(StandardCharsets.US_ASCII)));
    }

    /** The login that the cookie began; empty when it is not of here, its time is over, or the state is another's. */
    public Optional<LoginState> finish(String cookie, String state) {
        return open(cookie).flatMap(text -> {
            String[] parts = text.split(" ", 5);
            LoginState login = new LoginState(parts[1], parts[2], parts[3], new LocalPath(parts[4]));
            boolean current = clock.instant().isBefore(Instant.ofEpochMilli(Long.parseLong(parts[0])));
            boolean same = MessageDigest.isEqual(
                    login.state().getBytes(StandardCharsets.UTF_8), state.getBytes(StandardCharsets.UTF_8));
            return current && same ? Optional.of(login) : Optional.empty();
        });
    }

    private String unguessable() {
        return ENCODER.encodeToString(random(RANDOM_BYTES));
    }

    private byte[] random(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private String seal(byte[] text) {
        byte[] nonce = random(NONCE_BYTES);
        try {
            byte[] closed = cipher(Cipher.ENCRYPT_MODE, nonce).doFinal(text);
            return ENCODER.encodeToString(ByteBuffer.allocate(nonce.length + closed.length)
                    .put(nonce)
                    .put(closed)
                    .array());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + CIPHER, e);
        }
    }

    private Optional<String> open(String cookie) {
        if (cookie.length() > MAX_COOKIE) {
            return Optional.empty();
        }
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(cookie);
            if (bytes.length < NONCE_BYTES + TAG_BITS / 8) {
                return Optional.empty();
            }
            byte[] opened = cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(bytes, NONCE_BYTES))
                    .doFinal(bytes, NONCE_BYTES, bytes.length - NONCE_BYTES);
            return Optional.of(new String(opened, StandardCharsets.US_ASCII));
        } catch (AEADBadTagException | IllegalArgumentException _) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + CIPHER, e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(PURPOSE);
        return cipher;
    }
}
