package org.shiplog.http.auth.proxy;

/** Who somebody is, as far as the proxy tells. */
public sealed interface ProxyAnswer {
    record Known(ProxyUser user) implements ProxyAnswer {}

    /** Not their password, or no token of anybody. */
    record Rejected() implements ProxyAnswer {}

    /** The proxy gave no usable answer. Another time it may. @param reason for the log */
    record Unavailable(String reason) implements ProxyAnswer {}
}
