package org.shiplog.domain.identity;

import java.time.Instant;
import java.util.Optional;

/**
 * A secret that stands in for its user's password.
 *
 * @param id unique among the user's tokens, part of the secret
 * @param name 1 to {@value #MAX_NAME_LENGTH} characters, for the user to tell them apart
 * @param hash Argon2id in PHC string form
 * @param expiresAt empty when it holds until it is revoked
 */
public record PersonalToken(String id, String name, String hash, Instant createdAt, Optional<Instant> expiresAt) {
    public static final int MAX_NAME_LENGTH = 128;

    public boolean isValidAt(Instant time) {
        return expiresAt.map(time::isBefore).orElse(true);
    }
}
