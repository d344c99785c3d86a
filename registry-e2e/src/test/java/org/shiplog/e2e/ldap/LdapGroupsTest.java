package org.shiplog.e2e.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldif.LDIFException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.shiplog.http.auth.ldap.LdapGroup;
import org.shiplog.http.auth.ldap.LdapLogin.Authenticated;
import org.shiplog.http.auth.ldap.LdapLogin.Unavailable;
import org.shiplog.http.auth.ldap.LdapScope;
import org.shiplog.http.auth.ldap.LdapSettings.Groups;

final class LdapGroupsTest {
    private static final String WEST = "R+D, Zürich (west*)";

    private static OpenLdap server;
    private static Asking asking;

    @BeforeAll
    static void start() throws IOException, LDAPException, LDIFException {
        server = OpenLdap.start();
        asking = new Asking(server.settings());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void findsGroupsWithinGroups() {
        assertThat(names(asking.accepted("bob", "Bob-secret"))).containsExactly("developers", WEST, "company");
    }

    @Test
    void findsGroupsThroughMembersAlone() {
        Asking withoutMemberOf = asking.with(groups("displayName", OpenLdap.GROUPS.adminDn()));

        assertThat(names(withoutMemberOf.accepted("bob", "Bob-secret"))).containsExactly("developers", WEST, "company");
        assertThat(withoutMemberOf.accepted("alice", "alice-secret").administrator())
                .isTrue();
    }

    @Test
    void findsGroupsThroughMemberOfAlone() {
        Asking blind = asking.with(OpenLdap.account("blind"));

        assertThat(names(blind.accepted("bob", "Bob-secret"))).containsExactly("developers", WEST);
        assertThat(blind.accepted("alice", "alice-secret").administrator()).isTrue();
    }

    @Test
    void endsWhereGroupsAreInEachOther() {
        assertThat(names(asking.accepted("dana", "dana-secret")))
                .containsExactlyInAnyOrder("hen", "egg", WEST, "company");
    }

    @Test
    void goesTenLevelsFar() throws LDAPException, LDIFException {
        try (LDAPConnection root = server.asRoot()) {
            String member = "uid=erin,ou=external,ou=people,dc=example,dc=org";
            for (int level = 1; level <= 12; level++) {
                String group = "cn=level-%d,ou=groups,dc=example,dc=org".formatted(level);
                root.add("dn: " + group, "objectClass: groupOfNames", "member: " + member);
                member = group;
            }
        }

        assertThat(names(asking.accepted("erin", "erin-secret")))
                .hasSize(10)
                .startsWith("level-1")
                .endsWith("level-10");
    }

    @Test
    void administratorsAreThoseInTheirGroupDirectlyOrThroughOthers() {
        assertThat(asking.accepted("alice", "alice-secret").administrator()).isTrue();
        assertThat(asking.accepted("bob", "Bob-secret").administrator()).isFalse();

        Asking developers = asking.with(groups("memberof", "cn=DEVELOPERS, ou=groups, dc=example, dc=org"));
        assertThat(developers.accepted("bob", "Bob-secret").administrator()).isTrue();
        assertThat(developers.accepted("alice", "alice-secret").administrator()).isFalse();

        Asking nobody = asking.with(groups("memberof", ""));
        assertThat(nobody.accepted("alice", "alice-secret").administrator()).isFalse();
    }

    @Test
    void groupsAreOnlyThoseBelowTheirBaseThatTheFilterFits() {
        Asking unique = asking.with(
                new Groups(OpenLdap.GROUPS.baseDn(), "(objectClass=groupOfUniqueNames)", "", LdapScope.SUB, "", ""));
        Asking roles = asking.with(new Groups(
                "ou=roles,dc=example,dc=org", "(objectClass=groupOfNames)", "cn", LdapScope.ONE, "", "memberof"));

        assertThat(names(unique.accepted("bob", "Bob-secret"))).isEmpty();
        assertThat(names(roles.accepted("alice", "alice-secret"))).isEmpty();
    }

    @Test
    void withoutAFilterThereAreNoGroupsAndNoAdministrators() {
        Asking without = asking.with(
                new Groups(OpenLdap.GROUPS.baseDn(), " ", "cn", LdapScope.SUB, OpenLdap.GROUPS.adminDn(), "memberof"));
        Authenticated alice = without.accepted("alice", "alice-secret");

        assertThat(alice.groups()).isEmpty();
        assertThat(alice.administrator()).isFalse();
    }

    @Test
    void cannotTellWhenGroupsCannotBeSearched() {
        Asking nowhere = asking.with(
                new Groups("ou=nowhere,dc=example,dc=org", "(objectClass=*)", "cn", LdapScope.SUB, "", "memberof"));

        assertThat(nowhere.login("alice", "alice-secret")).isInstanceOf(Unavailable.class);
    }

    @Test
    void groupsAreTheSameHoweverTheirNamesAreWritten() {
        LdapGroup group = asking.accepted("bob", "Bob-secret").groups().getFirst();

        assertThat(LdapGroup.key("CN=Developers , OU=groups,DC=example,DC=org")).hasValue(group.key());
        assertThat(LdapGroup.key("developers")).isEmpty();
    }

    private static List<String> names(Authenticated login) {
        return login.groups().stream().map(LdapGroup::name).toList();
    }

    private static Groups groups(String membershipAttribute, String adminDn) {
        Groups groups = OpenLdap.GROUPS;
        return new Groups(groups.baseDn(), groups.filter(), "cn", groups.scope(), adminDn, membershipAttribute);
    }
}
