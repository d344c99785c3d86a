package org.shiplog.storage.identity;

import java.time.Instant;
import org.shiplog.domain.identity.Username;

/**
 * A user who is logged in with a browser.
 *
 * @param userId a later user of the same name is not meant
 * @param lastUsedAt not every use is noted
 * @param expiresAt when the session ends if it is not used until then
 */
public record LoginSession(long userId, Username username, Instant createdAt, Instant lastUsedAt, Instant expiresAt) {
    public boolean isValidAt(Instant time) {
        return time.isBefore(expiresAt);
    }
}
