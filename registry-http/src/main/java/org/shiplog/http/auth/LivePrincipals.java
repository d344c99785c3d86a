package org.shiplog.http.auth;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.identity.User;
import org.shiplog.domain.identity.User.FindUser;
import org.shiplog.domain.robot.Robot.FindRobot;
import org.shiplog.http.settings.LiveSettings;
import org.shiplog.http.settings.SettingKey;

/**
 * Looks up whom a token's subject stands for today. An answer is used for a few seconds, so that a client's hundreds of
 * requests are not as many questions.
 */
final class LivePrincipals {
    private static final Duration LIFETIME = Duration.ofSeconds(5);
    private static final int MAX_ENTRIES = 10_000;

    private final Accounts accounts;
    private final Standings standings;
    private final LiveSettings settings;
    private final InstantSource clock;
    private final AsyncCache<TokenSubject, Optional<Principal.Authenticated>> principals;

    LivePrincipals(Accounts accounts, Standings standings, LiveSettings settings, InstantSource clock) {
        this.accounts = accounts;
        this.standings = standings;
        this.settings = settings;
        this.clock = clock;
        this.principals = Caffeine.newBuilder()
                .maximumSize(MAX_ENTRIES)
                .expireAfterWrite(LIFETIME)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .buildAsync();
    }

    /** Empty when the user or robot is gone, disabled, or another one by now. */
    CompletionStage<Optional<Principal.Authenticated>> find(TokenSubject subject) {
        return principals.get(subject, (asked, _) -> ask(asked).toCompletableFuture());
    }

    private CompletionStage<Optional<Principal.Authenticated>> ask(TokenSubject subject) {
        return switch (subject) {
            case TokenSubject.OfUser user ->
                accounts.users()
                        .query(user.name(), new FindUser())
                        .thenCompose(found -> found.filter(User::enabled)
                                .filter(known -> known.userId() == user.userId())
                                .map(known -> standings.confirm(user.name(), known, Standings.Use.BEGUN))
                                .orElseGet(() -> completedFuture(Optional.empty())))
                        .thenApply(person -> person.map(known -> known));
            case TokenSubject.OfRobot robot ->
                accounts.robots()
                        .query(robot.name(), new FindRobot())
                        .thenApply(found -> found.filter(known -> known.isActiveAt(clock.instant()))
                                .filter(known -> known.facts().robotId() == robot.robotId())
                                .map(known -> known.principal(
                                        robot.name(), settings.now().text(SettingKey.ROBOT_NAME_PREFIX))));
        };
    }
}
