package org.shiplog.http.auth.ldap;

import java.util.List;

/** What came of a question to the directory. */
public sealed interface LdapAnswer<T> {
    record Answered<T>(T value) implements LdapAnswer<T> {}

    /** The question made no sense. @param message for whoever asked */
    record Refused<T>(String message) implements LdapAnswer<T> {}

    /** The directory could not tell. @param reason for the log */
    record Unavailable<T>(String reason) implements LdapAnswer<T> {}

    /** @param complete whether there is nothing beyond these items: at most 1,000 are looked at, fewer if the directory says so */
    record Found<T>(List<T> items, boolean complete) {
        public Found {
            items = List.copyOf(items);
        }
    }
}
