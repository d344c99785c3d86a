package org.shiplog.storage.blob;

import java.util.Optional;
import java.util.UUID;

/** Names an upload session. Random, so that it cannot be guessed. */
public record UploadId(UUID value) {
    private static final int LENGTH = 36;

    /** Reads untrusted text; empty when it is not the canonical form of a UUID. */
    public static Optional<UploadId> parse(String text) {
        if (text.length() != LENGTH) {
            return Optional.empty();
        }
        try {
            UUID uuid = UUID.fromString(text);
            return uuid.toString().equals(text) ? Optional.of(new UploadId(uuid)) : Optional.empty();
        } catch (IllegalArgumentException notAUuid) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
