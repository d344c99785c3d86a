package org.shiplog.domain.robot;

import java.time.Instant;
import java.util.Optional;

/**
 * @param hash Argon2id in PHC string form
 * @param validUntil set for a secret that another one has replaced
 */
public record RobotSecret(String hash, Optional<Instant> validUntil) {
    public boolean isValidAt(Instant time) {
        return validUntil.map(time::isBefore).orElse(true);
    }
}
