package org.shiplog.e2e.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldif.LDIFException;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.shiplog.http.auth.ldap.LdapLogin.Rejected;
import org.shiplog.http.auth.ldap.LdapLogin.Unavailable;
import org.shiplog.http.auth.ldap.LdapScope;
import org.shiplog.http.auth.ldap.LdapSettings.Account;
import org.shiplog.http.auth.ldap.LdapSettings.Users;
import org.shiplog.http.auth.ldap.LdapUser;

final class LdapLoginTest {
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
    void acceptsTheUsersPassword() {
        assertThat(asking.accepted("alice", "alice-secret").user())
                .isEqualTo(new LdapUser(
                        "uid=alice,ou=people,dc=example,dc=org", "alice", "Alice Example", "alice@example.org"));
    }

    @Test
    void namesUsersInLowerCaseHoweverTheyAreWritten() {
        assertThat(asking.accepted(" bOB ", "Bob-secret").user().username()).isEqualTo("bob");
    }

    @ParameterizedTest
    @CsvSource({"dana, dana-secret", "we*ird(na)me\\x, weird-secret"})
    void acceptsNamesThatFiltersAndDistinguishedNamesMustEscape(String name, String password) {
        assertThat(asking.accepted(name, password).user().username()).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({
        "alice, wrong",
        "alice, ''",
        "alice, Alice-Secret",
        "nobody, alice-secret",
        "'', ''",
        "' ', alice-secret",
        "mute, ''",
        "mute, anything",
        "reader, reader-secret"
    })
    void rejectsWrongNamesAndPasswords(String name, String password) {
        assertThat(asking.login(name, password)).isInstanceOf(Rejected.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "ali*",
                "*)(uid=*",
                "alice)(objectClass=*",
                "alice))(|(uid=*",
                "\\61lice",
                "uid=alice,ou=people,dc=example,dc=org",
                "alice\0",
                "alice,ou=people"
            })
    void rejectsNamesThatWouldBeMoreThanNames(String name) {
        assertThat(asking.login(name, "alice-secret")).isInstanceOf(Rejected.class);
    }

    @Test
    void rejectsNamesThatTwoUsersHave() {
        assertThat(asking.login("twin", "twin-secret")).isInstanceOf(Rejected.class);

        assertThat(asking.with(people(LdapScope.ONE, ""))
                        .accepted("twin", "twin-secret")
                        .user()
                        .realname())
                .isEqualTo("First Twin");
    }

    @Test
    void looksOnlyAsFarBelowTheBaseAsIsSet() {
        assertThat(asking.accepted("erin", "erin-secret").user().email()).isEmpty();

        assertThat(asking.with(people(LdapScope.ONE, "")).login("erin", "erin-secret"))
                .isInstanceOf(Rejected.class);
        assertThat(asking.with(people(LdapScope.BASE, "")).login("erin", "erin-secret"))
                .isInstanceOf(Rejected.class);
    }

    @Test
    void letsInOnlyWhomTheFilterFits() {
        Asking filtered = asking.with(people(LdapScope.SUB, "(&(objectClass=person)(mail=*))"));

        assertThat(filtered.accepted("alice", "alice-secret").user().username()).isEqualTo("alice");
        assertThat(filtered.login("bob", "Bob-secret")).isInstanceOf(Rejected.class);
        assertThat(asking.with(people(LdapScope.SUB, "mail=*")).login("bob", "Bob-secret"))
                .isInstanceOf(Rejected.class);
    }

    @Test
    void asksAsMuchForUnknownUsersAsForWrongPasswords() {
        assertThat(operations("alice", "wrong")).isEqualTo(3);
        assertThat(operations("nobody", "wrong")).isEqualTo(3);
        assertThat(operations("twin", "wrong")).isEqualTo(3);
        assertThat(operations("alice", "")).isZero();
    }

    @Test
    void cannotTellWhenTheSearchAccountIsNotLetIn() {
        Account wrong = new Account(OpenLdap.READER.dn(), "not-" + OpenLdap.READER.password());

        assertThat(asking.with(wrong).login("alice", "alice-secret"))
                .isInstanceOfSatisfying(
                        Unavailable.class,
                        unavailable -> assertThat(unavailable.reason())
                                .contains(OpenLdap.READER.dn())
                                .doesNotContain(OpenLdap.READER.password(), "alice-secret"));
    }

    @Test
    void cannotTellWhenThereIsNoSuchBase() {
        Users nowhere = new Users("ou=nowhere,dc=example,dc=org", "", "uid", LdapScope.SUB);

        assertThat(asking.with(nowhere).login("alice", "alice-secret")).isInstanceOf(Unavailable.class);
    }

    private static long operations(String name, String password) {
        long before = server.operations();
        assertThat(asking.login(name, password)).isInstanceOf(Rejected.class);
        return server.operations() - before;
    }

    private static Users people(LdapScope scope, String filter) {
        return new Users(OpenLdap.PEOPLE.baseDn(), filter, "uid", scope);
    }
}
