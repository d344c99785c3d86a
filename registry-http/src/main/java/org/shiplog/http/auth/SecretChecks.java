package org.shiplog.http.auth;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.shiplog.http.auth.LoginThrottle.Source;

/**
 * Compares secrets with the hashes that are kept of them.
 *
 * <p>That there is nothing to compare with costs the same as a wrong secret. At most {@value #THREADS} checks run at once and
 * {@value #QUEUE} wait; whoever comes then is asked to come again. A secret that was right is remembered for some minutes, as long
 * as its hash stays the one that is kept.
 */
public final class SecretChecks implements AutoCloseable {
    private static final int THREADS = 2;
    private static final int QUEUE = 64;
    private static final Duration BUSY = Duration.ofSeconds(1);

    private final Passwords passwords;
    private final LoginThrottle throttle;
    private final VerifiedCredentials verified;
    private final ThreadPoolExecutor checks;
    private final ConcurrentMap<ByteBuffer, CompletableFuture<Verdict>> asking = new ConcurrentHashMap<>();

    public SecretChecks(Passwords passwords, SecureRandom random, InstantSource clock) {
        this.passwords = passwords;
        this.throttle = new LoginThrottle(clock);
        this.verified = new VerifiedCredentials(random, clock);
        this.checks = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                1,
                TimeUnit.MINUTES,
                new ArrayBlockingQueue<>(QUEUE),
                Thread.ofPlatform().daemon().name("shiplog-passwords-", 0).factory());
        checks.allowCoreThreadTimeOut(true);
    }

    /** @param clientAddress whom failures are counted against, together with the name */
    public record Attempt(String name, String secret, String clientAddress) {
        @Override
        public String toString() {
            return "Attempt[" + name + ", " + clientAddress + "]";
        }
    }

    public sealed interface Verdict {
        record Right() implements Verdict {}

        /** @param lockedUntil set when this failure is the one after which no more attempts are looked at */
        record Wrong(Optional<Instant> lockedUntil) implements Verdict {}

        /** Not looked at. */
        record Throttled(Duration retryAfter) implements Verdict {}
    }

    /** @param hashes Argon2id in PHC string form, any of which will do; none when nothing can be right */
    public CompletionStage<Verdict> check(Attempt attempt, List<String> hashes) {
        if (hashes.stream().anyMatch(hash -> verified.contains(attempt.name(), attempt.secret(), hash))) {
            return completedFuture(new Verdict.Right());
        }
        // A farm of machines logs in with one secret at one moment: that is one question.
        ByteBuffer question = verified.fingerprint(attempt.name(), attempt.secret(), String.join(" ", hashes));
        CompletableFuture<Verdict> mine = new CompletableFuture<>();
        CompletableFuture<Verdict> asked = asking.putIfAbsent(question, mine);
        if (asked != null) {
            return asked;
        }
        Source source = new Source(attempt.name(), attempt.clientAddress(), hashes.hashCode());
        var unused = guarded(source, () -> CompletableFuture.supplyAsync(() -> matches(attempt, hashes), checks))
                .whenComplete((verdict, failure) -> {
                    asking.remove(question);
                    if (failure == null) {
                        mine.complete(verdict);
                    } else {
                        mine.completeExceptionally(failure);
                    }
                });
        return mine;
    }

    /** A hash to keep, as a PHC string. Fails with {@link RejectedExecutionException} while too many others wait. */
    public CompletionStage<String> hash(String secret) {
        // The rest of the request must not run on, and so hold, one of the few threads for passwords.
        return CompletableFuture.supplyAsync(() -> passwords.hash(secret), checks)
                .thenApplyAsync(hash -> hash);
    }

    /** Counts the failures of a check that is made elsewhere, and does not make it after too many. */
    CompletionStage<Verdict> guarded(Attempt attempt, Check check) {
        return guarded(new Source(attempt.name(), attempt.clientAddress(), 0), check);
    }

    private CompletionStage<Verdict> guarded(Source source, Check check) {
        Optional<Duration> wait = throttle.wait(source);
        if (wait.isPresent()) {
            return completedFuture(new Verdict.Throttled(wait.get()));
        }
        try {
            // The rest of the request must not run on, and so hold, one of the few threads for passwords.
            return check.run().thenApplyAsync(right -> verdict(source, right));
        } catch (RejectedExecutionException _) {
            return completedFuture(new Verdict.Throttled(BUSY));
        }
    }

    /** Tells whether the secret is right. */
    interface Check {
        CompletionStage<Boolean> run();
    }

    private Verdict verdict(Source source, boolean right) {
        if (right) {
            throttle.succeeded(source);
            return new Verdict.Right();
        }
        return new Verdict.Wrong(throttle.failed(source));
    }

    private boolean matches(Attempt attempt, List<String> hashes) {
        if (hashes.isEmpty()) {
            passwords.matches(attempt.secret(), passwords.nobodys());
            return false;
        }
        for (String hash : hashes) {
            if (passwords.matches(attempt.secret(), hash)) {
                verified.add(attempt.name(), attempt.secret(), hash);
                return true;
            }
        }
        return false;
    }

    /** Drops the checks that wait. */
    @Override
    public void close() {
        checks.shutdownNow();
    }
}
