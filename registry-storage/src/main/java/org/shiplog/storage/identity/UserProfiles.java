package org.shiplog.storage.identity;

import java.util.concurrent.CompletionStage;

/**
 * What is personal about users, by their ids. It follows from no event, so that it can be erased.
 *
 * <p>Stages fail with a {@link java.sql.SQLException} when the database cannot answer.
 */
public interface UserProfiles {
    /** Stores the profile, in place of a former one; false when another user has that mail address, in any case of letters. */
    CompletionStage<Boolean> put(long userId, UserProfile profile);

    /** {@link UserProfile#NONE} for a user of whom nothing is known. */
    CompletionStage<UserProfile> find(long userId);

    /** Forgets the user: the profile, who they are elsewhere, and what vouches for them there. */
    CompletionStage<Void> erase(long userId);

    /** Whether a user has that mail address, in any case of letters. */
    CompletionStage<Boolean> isTaken(String email);
}
