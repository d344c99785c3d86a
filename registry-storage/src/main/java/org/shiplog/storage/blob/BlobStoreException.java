package org.shiplog.storage.blob;

/** The storage medium failed. What was being written is dropped; trying again later may succeed. */
public final class BlobStoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean full;

    public BlobStoreException(String message, Throwable cause, boolean full) {
        super(message, cause);
        this.full = full;
    }

    /** Whether the medium has no space left. */
    public boolean isFull() {
        return full;
    }
}
