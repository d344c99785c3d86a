package org.shiplog.projections.readmodel;

/** A worker is not the one that advances its range. It must start again from the stored offset. */
final class OffsetMovedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OffsetMovedException(String message) {
        super(message);
    }
}
