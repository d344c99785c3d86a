package org.shiplog.http.auth.oidc;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.SecretKey;

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

    private static final int RANDOM_BYTES = 32;
    private static final int MAX_COOKIE = 4096;

    private static final String PURPOSE = "shiplog login 1";

    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final Seal seal;
    private final SecureRandom random;
    private final InstantSource clock;

    /** @param key for AES with 256 bits, the same on every node */
    public LoginStates(SecretKey key, SecureRandom random, InstantSource clock) {
        this.seal = new Seal(key, PURPOSE, random);
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
        return new Begun(login, seal.close(text));
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

    private Optional<String> open(String cookie) {
        return cookie.length() > MAX_COOKIE ? Optional.empty() : seal.open(cookie);
    }

    private String unguessable() {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return ENCODER.encodeToString(bytes);
    }
}
