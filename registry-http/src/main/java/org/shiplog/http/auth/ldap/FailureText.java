package org.shiplog.http.auth.ldap;

import com.unboundid.ldap.sdk.LDAPException;

/** What went wrong, as one short line for the log: part of it is written by the server. */
final class FailureText {
    private static final int MOST_CHARACTERS = 300;

    private FailureText() {}

    static String of(LDAPException failure) {
        String line = (failure.getResultCode() + ": " + failure.getMessage()).replaceAll("\\p{Cntrl}+", " ");
        return line.length() <= MOST_CHARACTERS ? line : line.substring(0, MOST_CHARACTERS) + "…";
    }
}
