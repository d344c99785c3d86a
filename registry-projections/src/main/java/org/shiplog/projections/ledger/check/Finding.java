package org.shiplog.projections.ledger.check;

/**
 * One thing that is not as it must be.
 *
 * @param place the table, or the line of a file
 * @param key of the row, or the record
 * @param what was expected, and what was found
 */
public record Finding(String place, String key, String what) {
    /** One line for people. */
    public String text() {
        return place + ", " + key + ": " + what;
    }
}
