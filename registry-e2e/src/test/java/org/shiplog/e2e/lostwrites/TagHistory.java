package org.shiplog.e2e.lostwrites;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Every attempt to move or delete one tag, by whichever writer, on a clock that all share. The tag's final value is right
 * when it was attempted and no write that was acknowledged began after that attempt had ended: an attempt without an
 * acknowledgement may have taken effect at any moment up to the one at which its writer knew the node to be back.
 */
final class TagHistory {

    private static final AtomicLong CLOCK = new AtomicLong();

    private final List<Attempt> attempts = new ArrayList<>();

    /** One write: an absent digest is a deletion. */
    static final class Attempt {
        private final Optional<String> digest;
        private final long begun = CLOCK.incrementAndGet();
        private long ended = Long.MAX_VALUE;
        private boolean acknowledged;

        private Attempt(Optional<String> digest) {
            this.digest = digest;
        }
    }

    synchronized Attempt begin(Optional<String> digest) {
        var attempt = new Attempt(digest);
        attempts.add(attempt);
        return attempt;
    }

    synchronized void acknowledge(Attempt attempt) {
        attempt.acknowledged = true;
        attempt.ended = CLOCK.incrementAndGet();
    }

    /** The attempt failed without an answer that tells, and the node is known to answer again. */
    synchronized void giveUp(Attempt attempt) {
        attempt.ended = CLOCK.incrementAndGet();
    }

    synchronized boolean hasAcknowledged() {
        return attempts.stream().anyMatch(attempt -> attempt.acknowledged);
    }

    /** Whether the tag may now have this value; an absent digest means that there is no such tag. */
    synchronized boolean allows(Optional<String> found) {
        var begunByLastAcknowledged = attempts.stream()
                .filter(attempt -> attempt.acknowledged)
                .mapToLong(attempt -> attempt.begun)
                .max();
        if (begunByLastAcknowledged.isEmpty() && found.isEmpty()) {
            return true;
        }
        var latest = begunByLastAcknowledged.orElse(0);
        return attempts.stream().anyMatch(attempt -> attempt.digest.equals(found) && attempt.ended >= latest);
    }

    @Override
    public synchronized String toString() {
        var text = new StringBuilder();
        for (var attempt : attempts) {
            text.append("%n  [%d, %s] %s %s"
                    .formatted(
                            attempt.begun,
                            attempt.ended == Long.MAX_VALUE ? "?" : Long.toString(attempt.ended),
                            attempt.digest.orElse("(deleted)"),
                            attempt.acknowledged ? "acknowledged" : "unanswered"));
        }
        return text.toString();
    }
}
