package org.shiplog.http.auth;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.shiplog.domain.identity.User;
import org.shiplog.domain.robot.Robot;
import org.shiplog.http.auth.LoginThrottle.Source;

/**
 * Compares secrets with the hashes that are kept of them.
 *
 * <p>That there is nothing to compare with costs the same as a wrong secret. Nor does it show how long it took to find out: a name
 * that is known and in memory is looked up in no time, others in some milliseconds, so that hashing begins {@link #LOOKED_UP} after the
 * attempt came, whichever it was. Checks leave half of the processors to those who pull,
 * however many guess, and at most {@value #QUEUE} wait, of one address half as many; whoever comes then is asked to come again. A
 * secret that was right is remembered for some minutes, as long as its hash stays the one that is kept.
 */
public final class SecretChecks implements AutoCloseable {
    private static final int MAX_THREADS = 4;
    private static final int QUEUE = 64;
    private static final Duration BUSY = Duration.ofSeconds(1);

    /** Longer than looking up a name takes. */
    static final Duration LOOKED_UP = Duration.ofMillis(50);

    private final Passwords passwords;
    private final LoginThrottle throttle;
    private final SprayThrottle sprays;
    private final FairShare places = new FairShare(QUEUE / 2);
    private final VerifiedCredentials verified;
    private final ThreadPoolExecutor checks;
    private final ConcurrentMap<ByteBuffer, CompletableFuture<Verdict>> asking = new ConcurrentHashMap<>();

    public SecretChecks(Passwords passwords, SecureRandom random, InstantSource clock) {
        this.passwords = passwords;
        this.throttle = new LoginThrottle(clock);
        this.sprays = new SprayThrottle(clock);
        this.verified = new VerifiedCredentials(random, clock);
        int threads = Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, MAX_THREADS);
        this.checks = new ThreadPoolExecutor(
                threads,
                threads,
                1,
                TimeUnit.MINUTES,
                new ArrayBlockingQueue<>(QUEUE),
                Thread.ofPlatform().daemon().name("shiplog-passwords-", 0).factory());
        checks.allowCoreThreadTimeOut(true);
    }

    /**
     * @param clientAddress whom failures are counted against, together with the name
     * @param kept tells what is kept of the name's secrets from what is kept once one has changed; zero where nothing is
     * @param cameNanos when it came, by {@link System#nanoTime}
     */
    public record Attempt(String name, String secret, String clientAddress, int kept, long cameNanos) {
        /** On a name of which nothing is known, now. */
        public Attempt(String name, String secret, String clientAddress) {
            this(name, secret, clientAddress, 0, System.nanoTime());
        }

        /** The same for whichever of the user's secrets this may be, so that one may not be guessed oftener by seeming another. */
        public Attempt on(User user) {
            return on(Objects.hash(user.passwordHash(), user.cliSecretHash()));
        }

        Attempt on(Robot.Account robot) {
            return on(robot.secrets().hashCode());
        }

        private Attempt on(int secrets) {
            return new Attempt(name, secret, clientAddress, secrets, cameNanos);
        }

        /** Completes when the name has been looked up, whether it is known or not. */
        private CompletionStage<Void> lookedUp() {
            long left = LOOKED_UP.toNanos() - (System.nanoTime() - cameNanos);
            return left <= 0
                    ? completedFuture(null)
                    : CompletableFuture.runAsync(
                            () -> {}, CompletableFuture.delayedExecutor(left, TimeUnit.NANOSECONDS));
        }

        private Source source() {
            return new Source(name, clientAddress, kept);
        }

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
        if (hashes.stream().anyMatch(hash -> isRemembered(attempt, hash))) {
            return completedFuture(new Verdict.Right());
        }
        // A farm of machines logs in with one secret at one moment: that is one question.
        ByteBuffer question = verified.fingerprint(attempt.name(), attempt.secret(), String.join(" ", hashes));
        CompletableFuture<Verdict> mine = new CompletableFuture<>();
        CompletableFuture<Verdict> asked = asking.putIfAbsent(question, mine);
        if (asked != null) {
            return asked;
        }
        var unused = hashed(attempt, hashes).whenComplete((verdict, failure) -> {
            asking.remove(question);
            if (failure == null) {
                mine.complete(verdict);
            } else {
                mine.completeExceptionally(failure);
            }
        });
        return mine;
    }

    /**
     * Who was right before is not locked out by those who guess, but whoever guesses must not find out by it either what somebody
     * else's secret is, who is logged in at the time.
     */
    private boolean isRemembered(Attempt attempt, String hash) {
        boolean locked = throttle.wait(attempt.source()).isPresent()
                || sprays.wait(spray(attempt)).isPresent();
        return locked
                ? verified.containsFrom(attempt.name(), attempt.secret(), hash, attempt.clientAddress())
                : verified.contains(attempt.name(), attempt.secret(), hash, attempt.clientAddress());
    }

    private CompletionStage<Verdict> hashed(Attempt attempt, List<String> hashes) {
        if (!places.take(attempt.clientAddress())) {
            return completedFuture(new Verdict.Throttled(BUSY));
        }
        return attempt.lookedUp()
                .thenCompose(_ ->
                        inTurn(attempt, () -> CompletableFuture.supplyAsync(() -> matches(attempt, hashes), checks)))
                .whenComplete((_, _) -> places.giveBack(attempt.clientAddress()));
    }

    /** A hash to keep, as a PHC string. Fails with {@link RejectedExecutionException} while too many others wait. */
    public CompletionStage<String> hash(String secret) {
        // The rest of the request must not run on, and so hold, one of the few threads for passwords.
        return CompletableFuture.supplyAsync(() -> passwords.hash(secret), checks)
                .thenApplyAsync(hash -> hash);
    }

    /**
     * Makes a check, counts its failure, and does not make it after too many, nor beside so many that too many could fail. For
     * secrets that can be guessed.
     */
    CompletionStage<Verdict> inTurn(Attempt attempt, Check check) {
        Optional<Duration> wait = sprays.wait(spray(attempt));
        if (wait.isPresent()) {
            return completedFuture(new Verdict.Throttled(wait.get()));
        }
        ByteBuffer secret = verified.fingerprint(attempt.name(), attempt.secret(), "");
        if (!throttle.enter(attempt.source(), secret)) {
            return completedFuture(
                    new Verdict.Throttled(throttle.wait(attempt.source()).orElse(BUSY)));
        }
        return completedFuture(attempt)
                .thenCompose(allowed -> guarded(allowed, check))
                .whenComplete((verdict, _) -> {
                    if (verdict instanceof Verdict.Wrong) {
                        sprays.failed(spray(attempt), attempt.name());
                    }
                    throttle.leave(attempt.source(), secret);
                });
    }

    /** Makes a check, counts its failure, and does not make it after too many. */
    CompletionStage<Verdict> guarded(Attempt attempt, Check check) {
        Source source = attempt.source();
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

    private SprayThrottle.Source spray(Attempt attempt) {
        return new SprayThrottle.Source(verified.fingerprint("", attempt.secret(), ""), attempt.clientAddress());
    }

    private boolean matches(Attempt attempt, List<String> hashes) {
        if (hashes.isEmpty()) {
            passwords.matches(attempt.secret(), passwords.nobodys());
            return false;
        }
        for (String hash : hashes) {
            if (passwords.matches(attempt.secret(), hash)) {
                verified.add(attempt.name(), attempt.secret(), hash, attempt.clientAddress());
                return true;
            }
        }
        return false;
    }

    /** How often logins under a name, or with a secret, from an address were not looked at any more, since the start. */
    public long lockouts() {
        return throttle.lockouts() + sprays.lockouts();
    }

    /** Drops the checks that wait. */
    @Override
    public void close() {
        checks.shutdownNow();
    }
}
