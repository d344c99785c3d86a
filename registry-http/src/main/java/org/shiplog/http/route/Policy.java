package org.shiplog.http.route;

/** What administrators have decided about all requests. Asked for with every request, so it answers from memory. */
public interface Policy {
    /** Whether callers without credentials may read what is public. */
    boolean allowsAnonymous();

    /** Whether nothing may be changed for now. */
    boolean isReadOnly();
}
