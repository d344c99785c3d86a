package org.shiplog.http.auth.external;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.shiplog.domain.aggregate.EntityUnavailableException;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.identity.User;
import org.shiplog.domain.identity.User.FindUser;
import org.shiplog.domain.identity.UserSource;
import org.shiplog.domain.identity.Username;
import org.shiplog.http.auth.Accounts;
import org.shiplog.http.auth.Standings;
import org.shiplog.http.auth.external.Voucher.Answer;
import org.shiplog.storage.identity.ExternalStandings;
import org.shiplog.storage.identity.ExternalStandings.Standing;

/**
 * Believes what a directory or a provider said of a user for {@link #MAX_AGE}, and then asks again. While there is no answer, the
 * last one counts up to {@link #MAX_AGE_IN_SILENCE}. A user who is gone there loses groups and sessions here at once.
 */
public final class LiveStandings implements Standings {
    /** How old an answer may be by which somebody has rights. */
    public static final Duration MAX_AGE = Duration.ofMinutes(5);

    /** The same while nobody answers. */
    public static final Duration MAX_AGE_IN_SILENCE = Duration.ofMinutes(30);

    /** How long a node goes without asking the database when that was. It is part of the age. */
    private static final Duration REMEMBERED = Duration.ofSeconds(30);

    private static final int MAX_REMEMBERED = 10_000;

    private final Accounts accounts;
    private final ExternalStandings store;
    private final Vouchers vouchers;
    private final Departures departures;
    private final InstantSource clock;
    private final AsyncCache<Long, Answer> recent;

    /** Whom to ask for users of a directory, of a provider, of an authentication proxy, and of a UAA server. */
    public record Vouchers(Voucher directory, Voucher provider, Voucher proxy, Voucher uaa) {}

    public LiveStandings(
            Accounts accounts, ExternalStandings store, Vouchers vouchers, Departures departures, InstantSource clock) {
        this.accounts = accounts;
        this.store = store;
        this.vouchers = vouchers;
        this.departures = departures;
        this.clock = clock;
        this.recent = Caffeine.newBuilder()
                .maximumSize(MAX_REMEMBERED)
                .expireAfterWrite(REMEMBERED)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .buildAsync();
    }

    @Override
    public CompletionStage<Optional<Principal.Person>> confirm(Username name, User user, Use use) {
        if (user.source() == UserSource.DATABASE) {
            return completedFuture(Optional.of(user.principal(name)));
        }
        return recent.get(user.userId(), (_, _) -> answer(name, user).toCompletableFuture())
                .thenCompose(answer -> {
                    if (answer != Answer.STANDS) {
                        // Only that all is well is remembered: the next login may have changed everything else.
                        recent.synchronous().invalidate(user.userId());
                    }
                    return switch (answer) {
                        case STANDS -> current(name, user);
                        case PAST -> use == Use.BEGUN ? current(name, user) : completedFuture(Optional.empty());
                        case GONE -> completedFuture(Optional.empty());
                        case SILENT -> throw new EntityUnavailableException("nobody can tell who the user is now");
                    };
                });
    }

    /** As they are since the answer, which may have changed them. */
    private CompletionStage<Optional<Principal.Person>> current(Username name, User user) {
        return accounts.users()
                .query(name, new FindUser())
                .thenApply(found -> found.filter(User::enabled)
                        .filter(known -> known.userId() == user.userId())
                        .map(known -> known.principal(name)));
    }

    private CompletionStage<Answer> answer(Username name, User user) {
        return store.find(user.userId())
                .thenCompose(last -> isYounger(last, MAX_AGE.minus(REMEMBERED))
                        ? completedFuture(Answer.STANDS)
                        : voucher(user).ask(name, user, last).thenCompose(answer -> settle(name, user, last, answer)));
    }

    private Voucher voucher(User user) {
        return switch (user.source()) {
            case LDAP -> vouchers.directory();
            case OIDC -> vouchers.provider();
            case HTTP -> vouchers.proxy();
            case UAA -> vouchers.uaa();
            case DATABASE -> throw new IllegalArgumentException("nobody vouches for users of the registry's own");
        };
    }

    private CompletionStage<Answer> settle(Username name, User user, Optional<Standing> last, Answer answer) {
        return switch (answer) {
            case STANDS, PAST -> completedFuture(answer);
            case SILENT ->
                completedFuture(isYounger(last, MAX_AGE_IN_SILENCE.minus(REMEMBERED)) ? Answer.STANDS : Answer.SILENT);
            case GONE -> departures.of(name, user).thenApply(_ -> answer);
        };
    }

    private boolean isYounger(Optional<Standing> standing, Duration age) {
        return standing.filter(
                        known -> clock.instant().isBefore(known.confirmedAt().plus(age)))
                .isPresent();
    }
}
