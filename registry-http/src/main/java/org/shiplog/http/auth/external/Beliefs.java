package org.shiplog.http.auth.external;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.shiplog.domain.identity.Principal;

/**
 * Logins that were right, which are believed for {@link #BELIEVED}, so that a client that sends its password with every request does
 * not cost whoever knows it as many questions.
 */
final class Beliefs {
    private static final Duration BELIEVED = Duration.ofSeconds(30);
    private static final int MAX_BELIEVED = 10_000;
    private static final int SALT_BYTES = 32;

    private final byte[] salt = new byte[SALT_BYTES];
    /** No cache of Caffeine's own for stages: that writes every outage into the log, for each login. */
    private final Cache<String, CompletableFuture<Optional<Principal.Person>>> believed;

    Beliefs(SecureRandom random, InstantSource clock) {
        random.nextBytes(salt);
        this.believed = Caffeine.newBuilder()
                .maximumSize(MAX_BELIEVED)
                .expireAfterWrite(BELIEVED)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .build();
    }

    CompletionStage<Optional<Principal.Person>> of(
            String name, String secret, Supplier<CompletionStage<Optional<Principal.Person>>> question) {
        String attempt = fingerprint(name, secret);
        CompletableFuture<Optional<Principal.Person>> mine = new CompletableFuture<>();
        CompletableFuture<Optional<Principal.Person>> asked = believed.asMap().putIfAbsent(attempt, mine);
        if (asked != null) {
            return asked;
        }
        var unused = completedFuture(question).thenCompose(Supplier::get).whenComplete((person, failure) -> {
            if (failure != null) {
                believed.invalidate(attempt);
                mine.completeExceptionally(failure);
            } else {
                if (person.isEmpty()) {
                    believed.invalidate(attempt);
                }
                mine.complete(person);
            }
        });
        return mine;
    }

    private String fingerprint(String name, String secret) {
        try {
            MessageDigest hash = MessageDigest.getInstance("SHA-256");
            hash.update(salt);
            hash.update((name.length() + ":" + name + secret).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
