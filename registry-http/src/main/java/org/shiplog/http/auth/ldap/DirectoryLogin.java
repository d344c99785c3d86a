package org.shiplog.http.auth.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchResultEntry;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.shiplog.http.auth.ldap.LdapPlan.Account;
import org.shiplog.http.auth.ldap.LdapSession.Search;
import org.shiplog.http.auth.ldap.UserEntries.UserEntry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps of a login: the search account finds the user, the user logs in, the search account finds their groups. */
final class DirectoryLogin {
    private static final Logger LOG = LoggerFactory.getLogger(DirectoryLogin.class);

    private static final String CAPABILITIES = "supportedCapabilities";
    private static final List<String> ACTIVE_DIRECTORIES = List.of("1.2.840.113556.1.4.800", "1.2.840.113556.1.4.1851");

    private final LdapPlan plan;
    private final UserEntries users;
    /** An entry to log in to where a user is unknown. */
    private final DN nobody;
    /** Asked of the server once. */
    private final AtomicReference<Optional<Boolean>> looksThroughGroups = new AtomicReference<>(Optional.empty());

    DirectoryLogin(LdapPlan plan, UserEntries users) {
        this.plan = plan;
        this.users = users;
        this.nobody =
                new DN(new RDN("cn", "shiplog-knows-no-such-user"), plan.users().base());
    }

    LdapLogin attempt(LdapSession session, String username, String password) throws LDAPException {
        asSearcher(session);
        Optional<UserEntry> user = users.find(session, username);
        DN dn = user.map(UserEntry::dn).orElse(nobody);
        boolean accepted = session.login(new Account(dn, password));
        if (!accepted || user.isEmpty()) {
            return new LdapLogin.Rejected();
        }
        if (plan.groups().isPresent()) {
            asSearcher(session);
        }
        return known(session, user.get());
    }

    /** Whoever has the name, without their password. */
    LdapLogin find(LdapSession session, String username) throws LDAPException {
        asSearcher(session);
        Optional<UserEntry> user = users.find(session, username);
        return user.isEmpty() ? new LdapLogin.Rejected() : known(session, user.get());
    }

    private LdapLogin known(LdapSession session, UserEntry user) throws LDAPException {
        if (plan.groups().isEmpty()) {
            return new LdapLogin.Authenticated(user.user(), List.of(), false);
        }
        Memberships memberships = memberships(
                session, user, new GroupEntries(session, plan.groups().get()));
        if (!memberships.complete()) {
            // Normalized, which also escapes what would begin a line of its own in the log.
            LOG.warn("{} is in more groups than are looked at", user.dn().toNormalizedString());
        }
        return new LdapLogin.Authenticated(user.user(), memberships.groups(), memberships.administrator());
    }

    /** @throws LDAPException also when the server does not let the search account in */
    void asSearcher(LdapSession session) throws LDAPException {
        if (!session.login(plan.account())) {
            throw new LDAPException(
                    ResultCode.INVALID_CREDENTIALS,
                    "the search account was not let in: " + plan.account().dn());
        }
    }

    private Memberships memberships(LdapSession session, UserEntry user, GroupEntries groups) throws LDAPException {
        return looksThroughGroups(session) ? Memberships.byChain(user.dn(), groups) : GroupWalk.from(user, groups);
    }

    private boolean looksThroughGroups(LdapSession session) throws LDAPException {
        Optional<Boolean> known = looksThroughGroups.get();
        if (known.isPresent()) {
            return known.get();
        }
        List<SearchResultEntry> root = session.lookUp(Search.at(DN.NULL_DN), List.of(CAPABILITIES));
        boolean looks = root.stream()
                .map(entry -> Optional.ofNullable(entry.getAttributeValues(CAPABILITIES)))
                .flatMap(Optional::stream)
                .flatMap(Arrays::stream)
                .anyMatch(ACTIVE_DIRECTORIES::contains);
        looksThroughGroups.set(Optional.of(looks));
        return looks;
    }
}
