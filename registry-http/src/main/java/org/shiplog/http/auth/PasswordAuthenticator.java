package org.shiplog.http.auth;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.shiplog.domain.aggregate.Entities;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.identity.User;
import org.shiplog.domain.identity.User.FindUser;
import org.shiplog.domain.identity.User.UserCommand;
import org.shiplog.domain.identity.User.UserRefusal;
import org.shiplog.domain.identity.Username;

/**
 * Checks passwords of the registry's own users.
 *
 * <p>An unknown user costs the same as a wrong password. At most {@value #THREADS} checks run at once and {@value #QUEUE}
 * wait; whoever comes then is asked to come again.
 */
public final class PasswordAuthenticator implements Authenticator, AutoCloseable {
    private static final int THREADS = 2;
    private static final int QUEUE = 64;
    private static final Duration BUSY = Duration.ofSeconds(1);

    private final Entities<Username, User, UserCommand, UserRefusal> users;
    private final Passwords passwords;
    private final LoginThrottle throttle;
    private final VerifiedCredentials verified;
    private final ThreadPoolExecutor checks;

    public PasswordAuthenticator(
            Entities<Username, User, UserCommand, UserRefusal> users,
            Passwords passwords,
            SecureRandom random,
            InstantSource clock) {
        this.users = users;
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

    @Override
    public CompletionStage<Login> authenticate(String username, String password, String clientAddress) {
        Optional<Username> name = Username.parse(username);
        if (name.isEmpty()) {
            return completedFuture(new Login.Rejected());
        }
        return users.query(name.get(), new FindUser())
                .thenCompose(user -> check(new Attempt(name.get(), password, clientAddress), user));
    }

    private record Attempt(Username username, String password, String clientAddress) {}

    private CompletionStage<Login> check(Attempt attempt, Optional<User> user) {
        Login.Accepted accepted = new Login.Accepted(new Principal.Authenticated(
                attempt.username().value(), user.map(User::systemAdmin).orElse(false)));
        boolean known = user.isPresent()
                && verified.contains(
                        attempt.username(), attempt.password(), user.get().passwordHash());
        if (known) {
            return completedFuture(accepted);
        }
        Optional<Duration> wait = throttle.wait(attempt.username(), attempt.clientAddress());
        if (wait.isPresent()) {
            return completedFuture(new Login.Throttled(wait.get()));
        }
        try {
            // The rest of the request must not run on, and so hold, one of the few threads for passwords.
            return CompletableFuture.supplyAsync(() -> matches(attempt, user), checks)
                    .thenApplyAsync(matched -> matched ? accepted : new Login.Rejected());
        } catch (RejectedExecutionException _) {
            return completedFuture(new Login.Throttled(BUSY));
        }
    }

    private boolean matches(Attempt attempt, Optional<User> user) {
        String hash = user.map(User::passwordHash).orElse(passwords.nobodys());
        boolean matched = passwords.matches(attempt.password(), hash) && user.isPresent();
        if (matched) {
            verified.add(attempt.username(), attempt.password(), hash);
            throttle.succeeded(attempt.username(), attempt.clientAddress());
        } else {
            throttle.failed(attempt.username(), attempt.clientAddress());
        }
        return matched;
    }

    /** Drops the checks that wait. */
    @Override
    public void close() {
        checks.shutdownNow();
    }
}
