package org.shiplog.http.auth.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import java.util.Optional;
import org.shiplog.http.auth.ldap.LdapPlan.Groups;

/** Tries settings step by step. What is told of the server before it has let the search account in is told in one way. */
final class PingAttempt {
    static final String UNREACHABLE =
            "No LDAP server could be reached. Check the URL, the encryption and the certificate.";
    private static final String NOT_LET_IN = "The server does not let the search DN in with this password.";
    private static final String NO_BASE = "The base DN does not exist, or the search DN may not search below it.";
    private static final String NO_GROUP_BASE =
            "The group base DN does not exist, or the search DN may not search below it.";
    private static final String BROKEN_OFF = "The server let the search DN in, but did not let it search.";

    private final LdapPlan plan;
    private final LdapConnector connector;

    PingAttempt(LdapPlan plan, LdapConnector connector) {
        this.plan = plan;
        this.connector = connector;
    }

    LdapPing run() {
        try (LdapSession session = connector.connect()) {
            if (!session.login(plan.account())) {
                return new LdapPing.Failed(
                        NOT_LET_IN,
                        "the server did not accept " + plan.account().dn());
            }
            return search(session);
        } catch (LDAPException e) {
            return new LdapPing.Failed(UNREACHABLE, FailureText.of(e));
        }
    }

    private LdapPing search(LdapSession session) {
        try {
            DN base = plan.users().base();
            if (!session.reaches(base)) {
                return new LdapPing.Failed(NO_BASE, "cannot search below " + base);
            }
            Optional<DN> groups = plan.groups().map(Groups::base);
            if (groups.isPresent() && !session.reaches(groups.get())) {
                return new LdapPing.Failed(NO_GROUP_BASE, "cannot search below " + groups.get());
            }
            return new LdapPing.Ok();
        } catch (LDAPException e) {
            return new LdapPing.Failed(BROKEN_OFF, FailureText.of(e));
        }
    }
}
