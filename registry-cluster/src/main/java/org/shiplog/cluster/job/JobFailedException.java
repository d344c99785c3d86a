package org.shiplog.cluster.job;

/** A task could not be done. The message is shown to people and must hold no secrets. */
public final class JobFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean worthTryingAgain;

    private JobFailedException(String message, boolean worthTryingAgain) {
        super(message);
        this.worthTryingAgain = worthTryingAgain;
    }

    /** It may do better later. */
    public static JobFailedException forNow(String message) {
        return new JobFailedException(message, true);
    }

    /** It will fail however often it is tried. */
    public static JobFailedException forGood(String message) {
        return new JobFailedException(message, false);
    }

    boolean isWorthTryingAgain() {
        return worthTryingAgain;
    }
}
