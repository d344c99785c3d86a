package org.shiplog.http.auth.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import java.util.List;
import org.shiplog.http.auth.ldap.GroupEntries.Found;
import org.shiplog.http.auth.ldap.GroupEntries.GroupEntry;

/**
 * The groups that somebody is in, directly or through other groups.
 *
 * @param complete whether they are in no more groups than these
 */
record Memberships(List<LdapGroup> groups, boolean administrator, boolean complete) {
    static final int MOST_GROUPS = 1000;

    /** Active Directory's LDAP_MATCHING_RULE_IN_CHAIN, which looks through groups within groups by itself. */
    private static final String IN_CHAIN = "1.2.840.113556.1.4.1941";

    Memberships {
        groups = List.copyOf(groups);
    }

    /** Asks a server that looks through groups within groups. */
    static Memberships byChain(DN user, GroupEntries groups) throws LDAPException {
        Filter chain = Filter.createExtensibleMatchFilter("member", IN_CHAIN, false, user.toString());
        Found found = groups.matching(chain, MOST_GROUPS);
        boolean administrator = found.entries().stream().map(GroupEntry::dn).anyMatch(groups::isOfAdministrators)
                || groups.administratorsFit(chain);
        return new Memberships(
                found.entries().stream().map(GroupEntry::group).toList(), administrator, found.complete());
    }
}
