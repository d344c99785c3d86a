package org.shiplog.storage.identity;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The sessions of all users, shared by all nodes.
 *
 * <p>Stages fail with a {@link java.sql.SQLException} when the database cannot answer.
 */
public interface LoginSessions {
    CompletionStage<Void> create(SessionKey key, LoginSession session);

    /** The session, expired or not; empty when there is none, or it was ended. */
    CompletionStage<Optional<LoginSession>> find(SessionKey key);

    /** Notes a use. A session that was ended meanwhile stays so. */
    CompletionStage<Void> touch(SessionKey key, Instant usedAt, Instant expiresAt);

    CompletionStage<Void> end(SessionKey key);

    /** Ends every session of the user. */
    CompletionStage<Void> endAll(long userId);

    /** Removes sessions that had expired by then, and tells how many. */
    CompletionStage<Integer> clean(Instant expiredBy);
}
