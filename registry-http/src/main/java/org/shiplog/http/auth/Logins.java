package org.shiplog.http.auth;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.identity.PersonalToken;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.identity.RobotName;
import org.shiplog.domain.identity.User;
import org.shiplog.domain.identity.User.FindUser;
import org.shiplog.domain.identity.UserCommand.NoteLockout;
import org.shiplog.domain.identity.UserSource;
import org.shiplog.domain.identity.Username;
import org.shiplog.domain.robot.Robot;
import org.shiplog.domain.robot.Robot.FindRobot;
import org.shiplog.domain.robot.RobotSecret;
import org.shiplog.http.auth.SecretChecks.Attempt;
import org.shiplog.http.auth.SecretChecks.Verdict;
import org.shiplog.http.settings.LiveSettings;
import org.shiplog.http.settings.SettingKey;

/**
 * Finds out by name and secret who somebody is: a robot by the prefix of its name, a user by a personal token, by the password that
 * is kept here, by the secret for command lines of a user who logs in elsewhere, or by asking the directory.
 */
public final class Logins implements Authenticator {
    private final Accounts accounts;
    private final Elsewhere elsewhere;
    private final SecretChecks checks;
    private final LiveSettings settings;
    private final InstantSource clock;

    public Logins(
            Accounts accounts, Elsewhere elsewhere, SecretChecks checks, LiveSettings settings, InstantSource clock) {
        this.accounts = accounts;
        this.elsewhere = elsewhere;
        this.checks = checks;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public CompletionStage<Login> authenticate(String username, String password, String clientAddress) {
        Attempt attempt = new Attempt(username, password, clientAddress);
        String prefix = settings.now().text(SettingKey.ROBOT_NAME_PREFIX);
        if (username.startsWith(prefix)) {
            return RobotName.parse(username.substring(prefix.length()))
                    .map(robot -> robot(robot, prefix, attempt))
                    .orElseGet(() -> refuse(attempt));
        }
        return Username.parse(username).map(name -> user(name, attempt)).orElseGet(() -> refuse(attempt));
    }

    /** What nobody can be called takes as long as a wrong password. */
    private CompletionStage<Login> refuse(Attempt attempt) {
        return checks.check(attempt, List.of()).thenApply(_ -> new Login.Rejected());
    }

    private CompletionStage<Login> robot(RobotName name, String prefix, Attempt attempt) {
        return accounts.robots().query(name, new FindRobot()).thenCompose(found -> {
            Instant now = clock.instant();
            Optional<Robot.Account> active = found.filter(account -> account.isActiveAt(now));
            if (active.isPresent() && elsewhere.workloads().isToken(attempt.secret())) {
                return checks.guarded(
                                attempt,
                                () -> elsewhere
                                        .workloads()
                                        .vouchesFor(
                                                attempt.secret(),
                                                active.get().profile().trust()))
                        .thenApply(verdict -> login(verdict, active.get().principal(name, prefix)));
            }
            List<String> hashes = active.stream()
                    .flatMap(account -> account.secrets().stream())
                    .filter(secret -> secret.isValidAt(now))
                    .map(RobotSecret::hash)
                    .toList();
            return checks.check(attempt, hashes)
                    .thenApply(verdict -> active.isPresent()
                            ? login(verdict, active.get().principal(name, prefix))
                            : withoutAccount(verdict));
        });
    }

    private CompletionStage<Login> user(Username name, Attempt attempt) {
        return accounts.users().query(name, new FindUser()).thenCompose(found -> {
            Optional<User> enabled = found.filter(User::enabled);
            if (isKnownElsewhere(found, attempt)) {
                return found.isPresent() && enabled.isEmpty() ? refuse(attempt) : askDirectory(name, attempt);
            }
            List<String> hashes =
                    enabled.map(user -> hashes(user, attempt.secret())).orElse(List.of());
            return checks.check(attempt, hashes)
                    .thenCompose(verdict -> noted(name, found, verdict, attempt))
                    .thenCompose(verdict -> enabled.isPresent()
                            ? login(verdict, name, enabled.get())
                            : completedFuture(withoutAccount(verdict)));
        });
    }

    private boolean isKnownElsewhere(Optional<User> user, Attempt attempt) {
        return elsewhere.directory().isOn()
                && PersonalTokens.idOf(attempt.secret()).isEmpty()
                && user.map(known -> known.source() == UserSource.LDAP).orElse(true);
    }

    private CompletionStage<Login> askDirectory(Username name, Attempt attempt) {
        AtomicReference<Optional<Principal.Person>> who = new AtomicReference<>(Optional.empty());
        return checks.guarded(
                        attempt,
                        () -> elsewhere
                                .directory()
                                .login(name, attempt.secret())
                                .thenApply(person -> {
                                    who.set(person);
                                    return person.isPresent();
                                }))
                .thenApply(verdict ->
                        who.get().isPresent() ? login(verdict, who.get().get()) : withoutAccount(verdict));
    }

    private List<String> hashes(User user, String secret) {
        Optional<String> token = PersonalTokens.idOf(secret);
        if (token.isPresent()) {
            return user.tokens().stream()
                    .filter(known -> known.id().equals(token.get()) && known.isValidAt(clock.instant()))
                    .map(PersonalToken::hash)
                    .toList();
        }
        String hash = user.source() == UserSource.DATABASE ? user.passwordHash() : user.cliSecretHash();
        return hash.isEmpty() ? List.of() : List.of(hash);
    }

    /** That guessing was stopped is an event of the user whom it was about. */
    private CompletionStage<Verdict> noted(Username name, Optional<User> user, Verdict verdict, Attempt attempt) {
        if (user.isPresent()
                && verdict instanceof Verdict.Wrong(Optional<Instant> lockedUntil)
                && lockedUntil.isPresent()) {
            String id = UUID.randomUUID().toString();
            Provenance by = new Provenance(
                    new Principal.Anonymous().id(), clock.instant(), attempt.clientAddress(), "", id, id);
            return accounts.users()
                    .execute(name, new NoteLockout(LoginThrottle.LIMIT, lockedUntil.get()), by)
                    .handle((_, _) -> verdict);
        }
        return completedFuture(verdict);
    }

    /** A secret stands for the user as they are elsewhere now, if they still are. */
    private CompletionStage<Login> login(Verdict verdict, Username name, User user) {
        return verdict instanceof Verdict.Right
                ? elsewhere
                        .standings()
                        .confirm(name, user, Standings.Use.SECRET)
                        .thenApply(
                                person -> person.<Login>map(Login.Accepted::new).orElseGet(Login.Rejected::new))
                : completedFuture(withoutAccount(verdict));
    }

    private static Login login(Verdict verdict, Principal.Authenticated principal) {
        return switch (verdict) {
            case Verdict.Right _ -> new Login.Accepted(principal);
            case Verdict.Wrong _ -> new Login.Rejected();
            case Verdict.Throttled(var retryAfter) -> new Login.Throttled(retryAfter);
        };
    }

    private static Login withoutAccount(Verdict verdict) {
        return verdict instanceof Verdict.Throttled(var retryAfter)
                ? new Login.Throttled(retryAfter)
                : new Login.Rejected();
    }
}
