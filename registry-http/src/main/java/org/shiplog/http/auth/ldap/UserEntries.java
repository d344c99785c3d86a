package org.shiplog.http.auth.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.shiplog.http.auth.ldap.LdapPlan.Groups;
import org.shiplog.http.auth.ldap.LdapPlan.Users;
import org.shiplog.http.auth.ldap.LdapSession.Entries;
import org.shiplog.http.auth.ldap.LdapSession.Search;

/** Finds users. */
final class UserEntries {
    static final int MOST_CHARACTERS = 255;

    private final Users users;
    private final List<String> attributes;
    private final Optional<String> membership;

    UserEntries(LdapPlan plan) {
        this.users = plan.users();
        this.membership = plan.groups().map(Groups::attributes).map(LdapPlan.Attributes::membership);
        this.attributes = Stream.concat(
                        Stream.of(users.uid(), "uid", "cn", "displayName", "mail", "email"), membership.stream())
                .distinct()
                .toList();
    }

    /** @param memberships the groups that the entry itself names */
    record UserEntry(DN dn, LdapUser user, List<DN> memberships) {
        UserEntry {
            memberships = List.copyOf(memberships);
        }
    }

    /** Empty when nobody has this login name, or more than one. */
    Optional<UserEntry> find(LdapSession session, String name) throws LDAPException {
        Entries entries = session.search(search(Filter.createEqualityFilter(users.uid(), name), 2), attributes);
        if (!entries.complete() || entries.found().size() != 1) {
            return Optional.empty();
        }
        return read(entries.found().getFirst());
    }

    /** Users whose login name holds the text; all when it is empty. The one who is named so comes first. */
    LdapAnswer.Found<LdapUser> search(LdapSession session, String text, int limit) throws LDAPException {
        Filter filter = text.isEmpty()
                ? Filter.createPresenceFilter(users.uid())
                : Filter.createSubAnyFilter(users.uid(), text);
        Entries entries = session.search(search(filter, limit), attributes);
        List<LdapUser> found = new ArrayList<>();
        for (Entry entry : entries.found()) {
            read(entry).map(UserEntry::user).ifPresent(user -> {
                if (user.username().equalsIgnoreCase(text)) {
                    found.addFirst(user);
                } else {
                    found.add(user);
                }
            });
        }
        return new LdapAnswer.Found<>(found, entries.complete());
    }

    private Search search(Filter wanted, int limit) {
        Filter filter = users.filter()
                .map(required -> Filter.createANDFilter(required, wanted))
                .orElse(wanted);
        return new Search(users.base(), users.scope(), filter, limit);
    }

    /** Empty when the entry's login name cannot be read, or is too long, or when the root is called a user: anyone may log in there. */
    private Optional<UserEntry> read(Entry entry) throws LDAPException {
        DN dn = entry.getParsedDN();
        List<DN> memberships = membership.map(name -> names(entry, name)).orElse(List.of());
        return value(entry, users.uid())
                .filter(name -> name.length() <= MOST_CHARACTERS && !dn.isNullDN())
                .map(name -> new UserEntry(dn, user(entry, name.toLowerCase(Locale.ROOT)), memberships));
    }

    private static LdapUser user(Entry entry, String username) {
        String realname = Stream.of("cn", "displayName", "uid")
                .flatMap(name -> value(entry, name).stream())
                .findFirst()
                .orElse(username);
        String email = Stream.of("mail", "email")
                .flatMap(name -> value(entry, name).stream())
                .filter(address -> address.length() <= MOST_CHARACTERS)
                .findFirst()
                .orElse("");
        return new LdapUser(entry.getDN(), username, shortened(realname), email);
    }

    static String shortened(String text) {
        return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS);
    }

    static Optional<String> value(Entry entry, String attribute) {
        return Optional.ofNullable(entry.getAttributeValue(attribute))
                .map(String::strip)
                .filter(value -> !value.isEmpty());
    }

    /** The values that are names of entries. */
    static List<DN> names(Entry entry, String attribute) {
        String[] values = Objects.requireNonNullElse(entry.getAttributeValues(attribute), new String[0]);
        return Arrays.stream(values).flatMap(value -> name(value).stream()).toList();
    }

    static Optional<DN> name(String text) {
        try {
            return Optional.of(new DN(text));
        } catch (LDAPException _) {
            return Optional.empty();
        }
    }
}
