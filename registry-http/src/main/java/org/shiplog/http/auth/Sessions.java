package org.shiplog.http.auth;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.identity.User;
import org.shiplog.domain.identity.User.FindUser;
import org.shiplog.domain.identity.Username;
import org.shiplog.http.settings.LiveSettings;
import org.shiplog.http.settings.SettingKey;
import org.shiplog.storage.identity.LoginSession;
import org.shiplog.storage.identity.LoginSessions;
import org.shiplog.storage.identity.SessionKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is logged in with a browser.
 *
 * <p>A session's id is 256 random bits that only the browser keeps. Whether the session still is one is read from the database at
 * most {@link #STALE} before, so that a session which is ended is ended on every node; who its user is, and whether they may log in,
 * is the user's entity's answer each time.
 */
public final class Sessions {
    /** How long an answer of the database is used. */
    static final Duration STALE = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);

    private static final int ID_BYTES = 32;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final int MAX_CACHED = 10_000;

    /** A session's last use is noted when the noted one is older than this part of the time after which it ends. */
    private static final int NOTES_PER_TIMEOUT = 30;

    private final LoginSessions store;
    private final Accounts accounts;
    private final Standings standings;
    private final LiveSettings settings;
    private final SecureRandom random;
    private final InstantSource clock;
    private final AsyncCache<SessionKey, Optional<LoginSession>> recent;

    public Sessions(
            LoginSessions store,
            Accounts accounts,
            Standings standings,
            LiveSettings settings,
            SecureRandom random,
            InstantSource clock) {
        this.store = store;
        this.accounts = accounts;
        this.standings = standings;
        this.settings = settings;
        this.random = random;
        this.clock = clock;
        this.recent = Caffeine.newBuilder()
                .maximumSize(MAX_CACHED)
                .expireAfterWrite(STALE)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .buildAsync();
    }

    /** Begins a session, and answers its id. */
    public CompletionStage<String> open(Principal.Person person) {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        String id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Instant now = clock.instant();
        LoginSession session =
                new LoginSession(person.userId(), new Username(person.id()), now, now, now.plus(timeout()));
        return store.create(SessionKey.of(id), session).thenApply(_ -> id);
    }

    /**
     * Who is logged in under the id; empty when nobody is any more.
     *
     * @param prolong whether this counts as a use, from which the time until the session ends begins anew
     */
    public CompletionStage<Optional<Principal.Person>> find(String id, boolean prolong) {
        if (!ID.matcher(id).matches()) {
            return completedFuture(Optional.empty());
        }
        SessionKey key = SessionKey.of(id);
        return recent.get(key, (asked, _) -> store.find(asked).toCompletableFuture())
                .thenCompose(found -> {
                    Optional<LoginSession> valid = found.filter(this::isValid);
                    if (valid.isEmpty()) {
                        return completedFuture(Optional.empty());
                    }
                    if (prolong) {
                        prolong(key, valid.get());
                    }
                    return person(valid.get());
                });
    }

    /** Also by the timeout as it is now, which may have been made shorter. */
    private boolean isValid(LoginSession session) {
        Instant now = clock.instant();
        return session.isValidAt(now) && now.isBefore(session.lastUsedAt().plus(timeout()));
    }

    private CompletionStage<Optional<Principal.Person>> person(LoginSession session) {
        return accounts.users()
                .query(session.username(), new FindUser())
                .thenCompose(found -> found.filter(User::enabled)
                        .filter(user -> user.userId() == session.userId())
                        .map(user -> standings.confirm(session.username(), user, Standings.Use.BEGUN))
                        .orElseGet(() -> completedFuture(Optional.empty())));
    }

    /** Nobody waits for it: the next use would do it again. */
    private void prolong(SessionKey key, LoginSession session) {
        Instant now = clock.instant();
        Duration timeout = timeout();
        if (now.isAfter(session.lastUsedAt().plus(timeout.dividedBy(NOTES_PER_TIMEOUT)))) {
            store.touch(key, now, now.plus(timeout)).whenComplete((_, failure) -> {
                recent.synchronous().invalidate(key);
                if (failure != null) {
                    LOG.warn("cannot note the use of a session", failure);
                }
            });
        }
    }

    /** Ends one session. */
    public CompletionStage<Void> end(String id) {
        SessionKey key = SessionKey.of(id);
        return store.end(key).thenRun(() -> recent.synchronous().invalidate(key));
    }

    /** Ends every session of the user, on this node at once and on the others within a second. */
    public CompletionStage<Void> endAll(long userId) {
        return store.endAll(userId).thenRun(() -> recent.synchronous().invalidateAll());
    }

    /** Removes what nobody can use any more; to be called now and then. */
    public CompletionStage<Integer> clean() {
        return store.clean(clock.instant());
    }

    private Duration timeout() {
        return settings.now().minutes(SettingKey.SESSION_TIMEOUT);
    }
}
