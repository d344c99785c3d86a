package org.shiplog.http.auth.ldap;

import java.util.List;

/** How a login ended. */
public sealed interface LdapLogin {
    /**
     * @param groups all that the user is in, directly or through other groups, at most 1,000
     * @param administrator whether one of them is the group of administrators
     */
    record Authenticated(LdapUser user, List<LdapGroup> groups, boolean administrator) implements LdapLogin {
        public Authenticated {
            groups = List.copyOf(groups);
        }
    }

    /** No such user, several, or not their password: which, is nobody's business. */
    record Rejected() implements LdapLogin {}

    /**
     * The directory could not tell.
     *
     * @param reason for the log, not for whoever logs in
     */
    record Unavailable(String reason) implements LdapLogin {}
}
