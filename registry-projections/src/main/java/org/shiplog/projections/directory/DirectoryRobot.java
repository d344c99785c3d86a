package org.shiplog.projections.directory;

import java.time.Instant;
import org.shiplog.domain.identity.RobotName;

/**
 * A robot as lists show one.
 *
 * @param projectId 0 for a robot of the whole registry
 */
public record DirectoryRobot(
        long robotId,
        RobotName name,
        long projectId,
        String description,
        boolean enabled,
        Instant createdAt,
        Instant updatedAt) {}
