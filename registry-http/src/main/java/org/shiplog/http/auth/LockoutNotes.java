package org.shiplog.http.auth;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.identity.RobotName;
import org.shiplog.domain.identity.UserCommand.NoteLockout;
import org.shiplog.domain.identity.Username;
import org.shiplog.domain.robot.RobotCommand.NoteRobotLockout;
import org.shiplog.http.auth.SecretChecks.Verdict;

/**
 * Makes events of it that guessing was stopped, of the user or robot whom it was about, or of a name that nobody has. The answer does
 * not wait, which would tell which of them it is.
 *
 * <p>Who guesses must not fill the journal: of one name's lockouts the entity keeps count, and of all names that nobody has a node notes
 * one a minute.
 */
final class LockoutNotes {
    private static final Duration APART = Duration.ofMinutes(1);

    private final Accounts accounts;
    private final InstantSource clock;
    private final AtomicReference<Instant> lastOfNobody = new AtomicReference<>(Instant.EPOCH);

    LockoutNotes(Accounts accounts, InstantSource clock) {
        this.accounts = accounts;
        this.clock = clock;
    }

    /** @param known whether there is such a user */
    void ofUser(Username name, boolean known, @Nullable Verdict verdict, Provenance request) {
        Optional<Instant> until = lockedUntil(verdict);
        if (until.isPresent() && (known || isTurnOfNobody())) {
            var unused = accounts.users()
                    .execute(name, new NoteLockout(LoginThrottle.LIMIT, until.get()), provenance(request));
        }
    }

    /** @param known whether there is such a robot */
    void ofRobot(RobotName name, boolean known, @Nullable Verdict verdict, Provenance request) {
        Optional<Instant> until = lockedUntil(verdict);
        if (until.isPresent() && (known || isTurnOfNobody())) {
            var unused = accounts.robots()
                    .execute(name, new NoteRobotLockout(LoginThrottle.LIMIT, until.get()), provenance(request));
        }
    }

    private static Optional<Instant> lockedUntil(@Nullable Verdict verdict) {
        return verdict instanceof Verdict.Wrong(Optional<Instant> until) ? until : Optional.empty();
    }

    private boolean isTurnOfNobody() {
        Instant last = lastOfNobody.get();
        Instant now = clock.instant();
        return !now.isBefore(last.plus(APART)) && lastOfNobody.compareAndSet(last, now);
    }

    /** Nobody is known by it, whoever was logged in before. */
    private Provenance provenance(Provenance request) {
        return new Provenance(
                new Principal.Anonymous().id(),
                clock.instant(),
                request.clientAddress(),
                request.userAgent(),
                request.requestId(),
                UUID.randomUUID().toString());
    }
}
