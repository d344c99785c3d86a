package org.shiplog.http.auth.uaa;

/** Who somebody is, as far as the server tells. */
public sealed interface UaaAnswer {
    record Known(UaaUser user) implements UaaAnswer {}

    /** Not their password, or no such user who may log in. */
    record Unknown() implements UaaAnswer {}

    /** The registry's client may not ask for that. */
    record Forbidden() implements UaaAnswer {}

    /** The server gave no usable answer. Another time it may. @param reason for the log */
    record Unavailable(String reason) implements UaaAnswer {}
}
