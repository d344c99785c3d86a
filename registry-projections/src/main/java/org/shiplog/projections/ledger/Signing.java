package org.shiplog.projections.ledger;

/** How an attempt to sign the ledger's head ended. */
public sealed interface Signing {
    /**
     * The head is signed: just now, or it was already.
     *
     * @param size in events
     */
    record Signed(String note, long size) implements Signing {}

    /** There is no event yet. */
    record Nothing() implements Signing {}

    /**
     * The ledger is not what was signed before, grown: nothing was signed.
     *
     * @param reason for operators
     */
    record Inconsistent(String reason) implements Signing {}
}
