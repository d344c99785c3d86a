package org.shiplog.http.auth.issuer;

/** Whether a token is one of an issuer. Reasons are for the log. */
public sealed interface Verification {
    /** It is, and its time is now. */
    record Genuine(Claims claims) implements Verification {}

    record Forged(String reason) implements Verification {}

    /** Nobody knows: the issuer's keys cannot be had. */
    record Unknown(String reason) implements Verification {}
}
