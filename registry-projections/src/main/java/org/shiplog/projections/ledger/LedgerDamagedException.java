package org.shiplog.projections.ledger;

/** The ledger's tables lack what they must have. {@code shiplog audit verify} tells more. */
public final class LedgerDamagedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LedgerDamagedException(String message) {
        super(message);
    }
}
