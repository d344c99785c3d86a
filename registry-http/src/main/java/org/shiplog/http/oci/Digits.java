package org.shiplog.http.oci;

/** Decimal numbers out of headers, which may be longer than any machine number. */
final class Digits {
    private static final int ALWAYS_FITS = 18;

    private Digits() {}

    /** The number, or the largest long when it does not fit. {@code digits} holds decimal digits only, at least one. */
    static long toLong(String digits) {
        String significant = digits.replaceFirst("^0+(?=.)", "");
        return significant.length() > ALWAYS_FITS ? Long.MAX_VALUE : Long.parseLong(significant);
    }
}
