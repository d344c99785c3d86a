package org.shiplog.http.auth;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.identity.PersonalToken;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.identity.RobotName;
import org.shiplog.domain.identity.TrustRule;
import org.shiplog.domain.identity.User;
import org.shiplog.domain.identity.User.FindUser;
import org.shiplog.domain.identity.UserSource;
import org.shiplog.domain.identity.Username;
import org.shiplog.domain.robot.Robot;
import org.shiplog.domain.robot.Robot.FindRobot;
import org.shiplog.domain.robot.RobotSecret;
import org.shiplog.http.auth.SecretChecks.Attempt;
import org.shiplog.http.auth.SecretChecks.Check;
import org.shiplog.http.auth.SecretChecks.Verdict;
import org.shiplog.http.settings.LiveSettings;
import org.shiplog.http.settings.SettingKey;

/**
 * Finds out by name and secret who somebody is: a robot by the prefix of its name, a user by a personal token, by the password that
 * is kept here, by the secret for command lines of a user who logs in elsewhere, or by asking where the user comes from.
 */
public final class Logins implements Authenticator {
    private final Accounts accounts;
    private final Elsewhere elsewhere;
    private final SecretChecks checks;
    private final LiveSettings settings;
    private final InstantSource clock;
    private final LockoutNotes notes;

    public Logins(
            Accounts accounts, Elsewhere elsewhere, SecretChecks checks, LiveSettings settings, InstantSource clock) {
        this.accounts = accounts;
        this.elsewhere = elsewhere;
        this.checks = checks;
        this.settings = settings;
        this.clock = clock;
        this.notes = new LockoutNotes(accounts, clock);
    }

    @Override
    public CompletionStage<Login> authenticate(String username, String password, Provenance request) {
        Attempt attempt = new Attempt(username, password, request.clientAddress());
        String prefix = settings.now().text(SettingKey.ROBOT_NAME_PREFIX);
        if (username.startsWith(prefix)) {
            return RobotName.parse(username.substring(prefix.length()))
                    .map(robot -> robot(robot, prefix, attempt, request))
                    .orElseGet(() -> refuse(attempt));
        }
        if (username.startsWith(TokenReviews.NAME_PREFIX) && elsewhere.reviews().areTaken()) {
            return Username.parse(username.substring(TokenReviews.NAME_PREFIX.length()))
                    .map(name -> review(name, attempt))
                    .orElseGet(() -> refuse(attempt));
        }
        return Username.parse(username)
                .map(name -> user(name, attempt, request))
                .orElseGet(() -> refuse(attempt));
    }

    /** What nobody can be called takes as long as a wrong password. */
    private CompletionStage<Login> refuse(Attempt attempt) {
        return checks.check(attempt, List.of()).thenApply(_ -> new Login.Rejected());
    }

    private CompletionStage<Login> robot(RobotName name, String prefix, Attempt asked, Provenance request) {
        return accounts.robots().query(name, new FindRobot()).thenCompose(found -> {
            Attempt attempt = found.map(asked::on).orElse(asked);
            Instant now = clock.instant();
            Optional<Robot.Account> active = found.filter(account -> account.isActiveAt(now));
            if (elsewhere.workloads().isToken(attempt.secret())) {
                // Jobs of one robot come with a token each, none of which can be guessed.
                List<TrustRule> rules =
                        active.map(account -> account.profile().trust()).orElse(List.of());
                return checks.guarded(attempt, () -> elsewhere.workloads().vouchesFor(attempt.secret(), rules))
                        .whenComplete((verdict, _) -> notes.ofRobot(name, found.isPresent(), verdict, request))
                        .thenApply(verdict -> login(verdict, active.map(account -> account.principal(name, prefix))));
            }
            List<String> hashes = active.stream()
                    .flatMap(account -> account.secrets().stream())
                    .filter(secret -> secret.isValidAt(now))
                    .map(RobotSecret::hash)
                    .toList();
            return checks.check(attempt, hashes)
                    .whenComplete((verdict, _) -> notes.ofRobot(name, found.isPresent(), verdict, request))
                    .thenApply(verdict -> login(verdict, active.map(account -> account.principal(name, prefix))));
        });
    }

    private CompletionStage<Login> user(Username name, Attempt asked, Provenance request) {
        return accounts.users().query(name, new FindUser()).thenCompose(found -> {
            Attempt attempt = found.map(asked::on).orElse(asked);
            Optional<User> enabled = found.filter(User::enabled);
            if (isKnownElsewhere(found, attempt)) {
                return found.isPresent() && enabled.isEmpty()
                        ? refuse(attempt)
                        : askDirectory(name, found, attempt, request);
            }
            List<String> hashes =
                    enabled.map(user -> hashes(user, attempt.secret())).orElse(List.of());
            return checks.check(attempt, hashes)
                    .whenComplete((verdict, _) -> notes.ofUser(name, found.isPresent(), verdict, request))
                    .thenCompose(verdict -> stand(verdict, name, enabled));
        });
    }

    private boolean isKnownElsewhere(Optional<User> user, Attempt attempt) {
        Optional<UserSource> source = elsewhere.directory().source();
        return source.isPresent()
                && PersonalTokens.idOf(attempt.secret()).isEmpty()
                && user.map(known -> known.source() == source.get()).orElse(true);
    }

    private CompletionStage<Login> askDirectory(
            Username name, Optional<User> known, Attempt attempt, Provenance request) {
        return ask(
                check -> checks.inTurn(attempt, check)
                        .whenComplete((verdict, _) -> notes.ofUser(name, known.isPresent(), verdict, request)),
                () -> elsewhere.directory().login(name, attempt.secret()));
    }

    /** A token cannot be guessed, and many programs may come with one at once. */
    private CompletionStage<Login> review(Username name, Attempt attempt) {
        return accounts.users()
                .query(name, new FindUser())
                .thenCompose(found -> found.filter(user -> !user.enabled()).isPresent()
                        ? refuse(attempt)
                        : ask(
                                check -> checks.guarded(attempt, check),
                                () -> elsewhere.reviews().review(name, attempt.secret())));
    }

    private static CompletionStage<Login> ask(
            Function<Check, CompletionStage<Verdict>> counted,
            Supplier<CompletionStage<Optional<Principal.Person>>> question) {
        AtomicReference<Optional<Principal.Person>> who = new AtomicReference<>(Optional.empty());
        return counted.apply(() -> question.get().thenApply(person -> {
                    who.set(person);
                    return person.isPresent();
                }))
                .thenApply(verdict -> login(verdict, who.get()));
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

    /** A secret stands for the user as they are elsewhere now, if they still are. */
    private CompletionStage<Login> stand(Verdict verdict, Username name, Optional<User> user) {
        return verdict instanceof Verdict.Right && user.isPresent()
                ? elsewhere
                        .standings()
                        .confirm(name, user.get(), Standings.Use.SECRET)
                        .thenApply(person -> login(verdict, person))
                : completedFuture(login(verdict, Optional.empty()));
    }

    /** @param principal empty when nobody has the name, or may log in by it */
    private static Login login(Verdict verdict, Optional<? extends Principal.Authenticated> principal) {
        return switch (verdict) {
            case Verdict.Right _ when principal.isPresent() -> new Login.Accepted(principal.get());
            case Verdict.Right _, Verdict.Wrong _ -> new Login.Rejected();
            case Verdict.Throttled(var retryAfter) -> new Login.Throttled(retryAfter);
        };
    }
}
