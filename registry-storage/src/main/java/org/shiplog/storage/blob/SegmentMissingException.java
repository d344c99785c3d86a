package org.shiplog.storage.blob;

import org.jspecify.annotations.Nullable;

/** The bytes of a segment are not there: it was discarded, or never stored. */
public final class SegmentMissingException extends BlobStoreException {
    private static final long serialVersionUID = 1L;

    public SegmentMissingException(String message, @Nullable Throwable cause) {
        super(message, cause, false);
    }
}
