package org.shiplog.http.auth.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.shiplog.http.auth.ldap.LdapPlan.Groups;
import org.shiplog.http.auth.ldap.LdapSession.Entries;
import org.shiplog.http.auth.ldap.LdapSession.Search;

/** Finds groups: entries below the groups' base which the groups' filter fits. */
final class GroupEntries {
    private final LdapSession session;
    private final Groups groups;
    private final List<String> attributes;

    GroupEntries(LdapSession session, Groups groups) {
        this.session = session;
        this.groups = groups;
        this.attributes =
                List.of(groups.attributes().name(), groups.attributes().membership());
    }

    /** @param memberships the groups that this one names as those it is in */
    record GroupEntry(DN dn, LdapGroup group, List<DN> memberships) {
        GroupEntry {
            memberships = List.copyOf(memberships);
        }
    }

    record Found(List<GroupEntry> entries, boolean complete) {
        Found {
            entries = List.copyOf(entries);
        }
    }

    /** Groups whose name holds the text; all when it is empty. */
    Found named(String text, int limit) throws LDAPException {
        String name = groups.attributes().name();
        return text.isEmpty() ? search(groups.filter(), limit) : matching(Filter.createSubAnyFilter(name, text), limit);
    }

    Found matching(Filter wanted, int limit) throws LDAPException {
        return search(Filter.createANDFilter(groups.filter(), wanted), limit);
    }

    private Found search(Filter filter, int limit) throws LDAPException {
        Entries entries = session.search(new Search(groups.base(), groups.scope(), filter, limit), attributes);
        List<GroupEntry> found = new ArrayList<>();
        for (Entry entry : entries.found()) {
            found.add(read(entry));
        }
        return new Found(found, entries.complete());
    }

    /** Empty when there is no such entry, or it is no group. */
    Optional<GroupEntry> at(DN dn) throws LDAPException {
        if (!dn.matchesBaseAndScope(groups.base(), groups.scope())) {
            return Optional.empty();
        }
        List<? extends Entry> found = session.lookUp(Search.at(dn, groups.filter()), attributes);
        return found.isEmpty() ? Optional.empty() : Optional.of(read(found.getFirst()));
    }

    /** Whether the group of administrators fits the filter, wherever it stands. */
    boolean administratorsFit(Filter wanted) throws LDAPException {
        return groups.admin().isPresent()
                && !session.lookUp(Search.at(groups.admin().get(), wanted), List.of("1.1"))
                        .isEmpty();
    }

    boolean isOfAdministrators(DN dn) {
        return groups.admin().filter(dn::equals).isPresent();
    }

    private GroupEntry read(Entry entry) throws LDAPException {
        String name = UserEntries.value(entry, groups.attributes().name()).orElse(entry.getDN());
        LdapGroup group = new LdapGroup(entry.getDN(), UserEntries.shortened(name));
        List<DN> memberships = UserEntries.names(entry, groups.attributes().membership());
        return new GroupEntry(entry.getParsedDN(), group, memberships);
    }
}
