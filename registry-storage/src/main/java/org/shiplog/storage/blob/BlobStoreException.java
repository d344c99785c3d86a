package org.shiplog.storage.blob;

import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The storage medium failed. What was being written is dropped; trying again later may succeed. */
public sealed class BlobStoreException extends RuntimeException permits SegmentMissingException {
    private static final long serialVersionUID = 1L;

    private final boolean full;

    public BlobStoreException(String message, @Nullable Throwable cause, boolean full) {
        super(message, cause);
        this.full = full;
    }

    static BlobStoreException because(String what, IOException cause) {
        return new BlobStoreException(what, cause, saysFull(cause));
    }

    /** Whether the medium has no space left. */
    public boolean isFull() {
        return full;
    }

    // The JDK hands ENOSPC and EDQUOT on as the operating system's text only.
    private static boolean saysFull(IOException cause) {
        String message = cause.getMessage();
        if (message == null) {
            return false;
        }
        String text = message.toLowerCase(Locale.ROOT);
        return text.contains("no space left") || text.contains("quota exceeded");
    }
}
