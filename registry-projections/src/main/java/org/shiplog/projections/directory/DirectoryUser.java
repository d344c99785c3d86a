package org.shiplog.projections.directory;

import java.time.Instant;
import org.shiplog.domain.identity.UserSource;
import org.shiplog.domain.identity.Username;
import org.shiplog.storage.identity.UserProfile;

/**
 * A user as lists show one.
 *
 * @param systemAdmin made an administrator here
 * @param adminElsewhere counted among the administrators by the directory that knows the user
 */
public record DirectoryUser(
        long userId,
        Username username,
        UserSource source,
        boolean systemAdmin,
        boolean adminElsewhere,
        boolean enabled,
        UserProfile profile,
        Instant createdAt,
        Instant updatedAt) {}
