package org.shiplog.e2e.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.e2e.ldap.Asking.answer;
import static org.shiplog.e2e.ldap.Asking.found;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldif.LDIFException;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shiplog.http.auth.ldap.LdapAnswer.Refused;
import org.shiplog.http.auth.ldap.LdapDirectory;
import org.shiplog.http.auth.ldap.LdapGroup;
import org.shiplog.http.auth.ldap.LdapLogin;
import org.shiplog.http.auth.ldap.LdapSettings;
import org.shiplog.http.auth.ldap.LdapUser;

final class LdapSearchTest {
    private static OpenLdap server;
    private static LdapDirectory directory;

    @BeforeAll
    static void start() throws IOException, LDAPException, LDIFException {
        server = OpenLdap.start();
        directory = new Asking(server.settings()).directory();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void findsAllUsers() {
        var all = found(directory.searchUsers(""));

        assertThat(all.complete()).isTrue();
        assertThat(all.items())
                .extracting(LdapUser::username)
                .containsExactlyInAnyOrder("alice", "bob", "dana", "we*ird(na)me\\x", "mute", "twin", "twin", "erin");
    }

    @Test
    void findsUsersByPartOfTheirLoginName() {
        assertThat(found(directory.searchUsers("LIC")).items())
                .containsExactly(new LdapUser(
                        "uid=alice,ou=people,dc=example,dc=org", "alice", "Alice Example", "alice@example.org"));
        assertThat(found(directory.searchUsers("*ird(na")).items())
                .extracting(LdapUser::username)
                .containsExactly("we*ird(na)me\\x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*)(uid=*", "a*e", "alice)(|(uid=*", "\\2a"})
    void searchesForTextAndNotByFilters(String text) {
        assertThat(found(directory.searchUsers(text)).items()).isEmpty();
        assertThat(found(directory.searchGroups(text, "")).items()).isEmpty();
        assertThat(lookedUp(text)).isEqualTo(new LdapLogin.Rejected());
    }

    @Test
    void saysWhenThereAreMoreThanItWasGiven() {
        LdapDirectory limited =
                new Asking(server.settings()).with(OpenLdap.account("limited")).directory();

        assertThat(found(limited.searchUsers(""))).satisfies(users -> {
            assertThat(users.items()).hasSize(2);
            assertThat(users.complete()).isFalse();
        });
        assertThat(found(limited.searchGroups("", "")).complete()).isFalse();
    }

    @Test
    void looksUpTheOneUserOfANameWithTheGroups() {
        assertThat(lookedUp("BOB")).isInstanceOfSatisfying(LdapLogin.Authenticated.class, known -> {
            assertThat(known.user().username()).isEqualTo("bob");
            assertThat(known.groups()).extracting(LdapGroup::name).contains("developers", "company");
        });
        assertThat(lookedUp("twin")).isEqualTo(new LdapLogin.Rejected());
        assertThat(lookedUp("nobody")).isEqualTo(new LdapLogin.Rejected());
        assertThat(lookedUp(" ")).isEqualTo(new LdapLogin.Rejected());
    }

    private static LdapLogin lookedUp(String name) {
        return directory.lookUp(name).toCompletableFuture().join();
    }

    @Test
    void findsGroupsByPartOfTheirName() {
        assertThat(found(directory.searchGroups("zürich (WEST*", "")).items())
                .singleElement()
                .satisfies(group -> {
                    assertThat(group.name()).isEqualTo("R+D, Zürich (west*)");
                    assertThat(LdapGroup.key("CN=r\\+d\\, ZÜRICH (West*), ou=groups, dc=example,dc=org"))
                            .hasValue(group.key());
                });
        assertThat(found(directory.searchGroups("", "")).items())
                .extracting(LdapGroup::name)
                .contains("developers", "company", "hen")
                .doesNotContain("administrators");
    }

    @Test
    void findsTheGroupOfADistinguishedName() {
        String dn = "CN=developers, OU=groups,dc=example,dc=org";

        assertThat(found(directory.searchGroups("", dn)).items())
                .extracting(LdapGroup::name)
                .containsExactly("developers");
        assertThat(found(directory.searchGroups("company", dn)).items()).isEmpty();
        assertThat(found(directory.searchGroups("", "cn=nobody,ou=groups,dc=example,dc=org"))
                        .items())
                .isEmpty();
        assertThat(found(directory.searchGroups("", "cn=administrators,ou=roles,dc=example,dc=org"))
                        .items())
                .isEmpty();
        assertThat(found(directory.searchGroups("", "uid=alice,ou=people,dc=example,dc=org"))
                        .items())
                .isEmpty();
        assertThat(answer(directory.searchGroups("", "developers"))).isInstanceOf(Refused.class);
    }

    @Test
    void refusesToSearchForGroupsThatAreNotSetUp() {
        LdapSettings settings = server.settings();
        LdapDirectory without = new Asking(
                        new LdapSettings(settings.server(), settings.account(), settings.users(), Optional.empty()))
                .directory();

        assertThat(answer(without.searchGroups("", ""))).isInstanceOf(Refused.class);
    }
}
