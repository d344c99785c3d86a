package org.shiplog.domain.robot;

import java.time.Instant;
import java.util.Optional;

/**
 * What a robot is from its creation on.
 *
 * @param robotId never used twice
 * @param projectId of the project that it belongs to; 0 for one of the whole registry
 * @param createdBy the id of the user or robot who created it
 */
public record RobotFacts(long robotId, long projectId, CreatorKind creatorKind, long createdBy, Instant createdAt) {
    /** Names are kept in events. */
    public enum CreatorKind {
        USER,
        ROBOT
    }

    Optional<Long> project() {
        return projectId == 0 ? Optional.empty() : Optional.of(projectId);
    }
}
