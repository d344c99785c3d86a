package org.shiplog.http.auth.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.shiplog.http.auth.ldap.GroupEntries.Found;
import org.shiplog.http.auth.ldap.GroupEntries.GroupEntry;
import org.shiplog.http.auth.ldap.UserEntries.UserEntry;

/**
 * Walks from a user to their groups, from those to the groups that they are in, and so on, level by level. Who is in a group may
 * be told by the group, as {@code member} or {@code uniqueMember}, or by the member, as {@code memberOf}: both are looked at.
 */
final class GroupWalk {
    private static final int MOST_LEVELS = 10;
    /** How many names one filter asks about. */
    private static final int NAMES_AT_ONCE = 50;

    private final GroupEntries groups;
    private final Map<DN, LdapGroup> found = new LinkedHashMap<>();
    /** Also those that are no groups for us: the group of administrators may be one. */
    private final Set<DN> named = new HashSet<>();

    private boolean complete = true;

    private GroupWalk(GroupEntries groups) {
        this.groups = groups;
    }

    static Memberships from(UserEntry user, GroupEntries groups) throws LDAPException {
        GroupWalk walk = new GroupWalk(groups);
        List<DN> members = List.of(user.dn());
        List<DN> memberships = user.memberships();
        for (int level = 1; !members.isEmpty(); level++) {
            if (level > MOST_LEVELS) {
                walk.complete = false;
                break;
            }
            List<GroupEntry> next = walk.step(members, memberships);
            members = next.stream().map(GroupEntry::dn).toList();
            memberships =
                    next.stream().flatMap(entry -> entry.memberships().stream()).toList();
        }
        return new Memberships(List.copyOf(walk.found.values()), walk.reachesAdministrators(user.dn()), walk.complete);
    }

    /** The groups, not met before, that the members are in. */
    private List<GroupEntry> step(List<DN> members, List<DN> memberships) throws LDAPException {
        List<GroupEntry> next = new ArrayList<>();
        for (List<DN> some : portions(members)) {
            Found those = groups.matching(hasAnyOf(some), Memberships.MOST_GROUPS);
            complete &= those.complete();
            those.entries().forEach(entry -> meet(entry, next));
        }
        for (DN dn : memberships) {
            if (named.add(dn) && !found.containsKey(dn) && hasRoom()) {
                Optional<GroupEntry> entry = groups.at(dn);
                entry.ifPresent(group -> meet(group, next));
            }
        }
        return next;
    }

    private void meet(GroupEntry entry, List<GroupEntry> next) {
        if (!found.containsKey(entry.dn()) && hasRoom()) {
            found.put(entry.dn(), entry.group());
            next.add(entry);
        }
    }

    private boolean hasRoom() {
        boolean room = found.size() < Memberships.MOST_GROUPS;
        complete &= room;
        return room;
    }

    private boolean reachesAdministrators(DN user) throws LDAPException {
        if (found.keySet().stream().anyMatch(groups::isOfAdministrators)
                || named.stream().anyMatch(groups::isOfAdministrators)) {
            return true;
        }
        List<DN> members = new ArrayList<>(found.keySet());
        members.addFirst(user);
        for (List<DN> some : portions(members)) {
            if (groups.administratorsFit(hasAnyOf(some))) {
                return true;
            }
        }
        return false;
    }

    private static List<List<DN>> portions(List<DN> names) {
        List<List<DN>> portions = new ArrayList<>();
        for (int from = 0; from < names.size(); from += NAMES_AT_ONCE) {
            portions.add(names.subList(from, Math.min(from + NAMES_AT_ONCE, names.size())));
        }
        return portions;
    }

    private static Filter hasAnyOf(List<DN> members) {
        List<Filter> each = new ArrayList<>();
        for (DN member : members) {
            each.add(Filter.createEqualityFilter("member", member.toString()));
            each.add(Filter.createEqualityFilter("uniqueMember", member.toString()));
        }
        return Filter.createORFilter(each);
    }
}
