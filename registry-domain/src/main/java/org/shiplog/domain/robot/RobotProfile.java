package org.shiplog.domain.robot;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.shiplog.domain.identity.RobotPermission;
import org.shiplog.domain.identity.TrustRule;

/**
 * What can be changed of a robot.
 *
 * @param description at most {@value #MAX_DESCRIPTION_LENGTH} characters
 * @param days from its creation until it expires; {@value #NEVER} for never
 */
public record RobotProfile(
        String description, boolean enabled, long days, List<RobotPermission> permissions, List<TrustRule> trust) {
    public static final int MAX_DESCRIPTION_LENGTH = 1024;
    public static final long NEVER = -1;

    public RobotProfile {
        permissions = List.copyOf(permissions);
        trust = List.copyOf(trust);
    }

    /** Empty when it never does. */
    public Optional<Instant> expiry(Instant createdAt) {
        return days == NEVER ? Optional.empty() : Optional.of(createdAt.plus(Duration.ofDays(days)));
    }
}
