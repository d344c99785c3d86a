package org.shiplog.http.auth.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.shiplog.http.auth.ldap.LdapPlan.Address;
import org.shiplog.http.auth.ldap.LdapPlan.Encryption;
import org.shiplog.http.auth.ldap.LdapRefusal.BadAttribute;
import org.shiplog.http.auth.ldap.LdapRefusal.BadAuthorities;
import org.shiplog.http.auth.ldap.LdapRefusal.BadFilter;
import org.shiplog.http.auth.ldap.LdapRefusal.BadName;
import org.shiplog.http.auth.ldap.LdapRefusal.BadTimeout;
import org.shiplog.http.auth.ldap.LdapRefusal.BadUrl;
import org.shiplog.http.auth.ldap.LdapRefusal.EncryptedTwice;
import org.shiplog.http.auth.ldap.LdapRefusal.Missing;
import org.shiplog.http.auth.ldap.LdapRefusal.TooLong;
import org.shiplog.http.auth.ldap.LdapSettings.Account;
import org.shiplog.http.auth.ldap.LdapSettings.Groups;
import org.shiplog.http.auth.ldap.LdapSettings.Server;
import org.shiplog.http.auth.ldap.LdapSettings.Users;

final class LdapSettingsTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Server SERVER = server("ldap://directory.example.org", false);
    private static final Account ACCOUNT = new Account("cn=reader,dc=example,dc=org", "reader-secret");
    private static final Users USERS = new Users("dc=example,dc=org", "(objectClass=person)", "uid", LdapScope.SUB);
    private static final Groups GROUPS = new Groups(
            "ou=groups,dc=example,dc=org", "(objectClass=group)", "cn", LdapScope.SUB, "cn=admins", "memberof");

    @ParameterizedTest
    @CsvSource({
        "ldap://directory.example.org, false, directory.example.org, 389, NONE",
        "LDAP://directory.example.org:1389/, true, directory.example.org, 1389, START_TLS",
        "ldaps://directory, false, directory, 636, TLS",
        "ldaps://10.0.0.1:3269, false, 10.0.0.1, 3269, TLS",
        "ldap://directory:636, false, directory, 636, TLS",
        "directory, false, directory, 389, NONE",
        "directory:636, false, directory, 636, TLS",
        "ldap://[2001:db8::1]:390, false, 2001:db8::1, 390, NONE"
    })
    void readsUrls(String url, boolean startTls, String host, int port, Encryption encryption) {
        assertThat(plan(with(server(url, startTls))).server().address()).isEqualTo(new Address(host, port, encryption));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://directory",
                "ldapi:///var/run/ldapi",
                "ldap://directory:0",
                "ldap://directory:65536",
                "ldap://directory/dc=example??sub",
                "ldap://reader:secret@directory",
                "ldap://one ldap://two",
                "ldap://",
                "ldap://[2001:db8::1",
                "directory\nother"
            })
    void refusesWhatIsNoUrlOfADirectory(String url) {
        assertThat(with(server(url, false)).refusals())
                .singleElement()
                .isInstanceOf(BadUrl.class)
                .extracting(LdapRefusal::message)
                .asString()
                .contains("ldap_url");
    }

    @Test
    void refusesToEncryptTwice() {
        assertThat(with(server("ldaps://directory", true)).refusals()).containsExactly(new EncryptedTwice());
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 61, Integer.MAX_VALUE})
    void refusesAbsurdTimeouts(int seconds) {
        Duration timeout = Duration.ofSeconds(seconds);

        assertThat(with(new Server("ldap://directory", false, true, "", timeout))
                        .refusals())
                .containsExactly(new BadTimeout(timeout));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no certificate",
                "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA==\n-----END PRIVATE KEY-----\n",
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
            })
    void refusesWhatIsNoCertificate(String authorities) {
        assertThat(with(new Server("ldaps://directory", false, true, authorities, TIMEOUT))
                        .refusals())
                .containsExactly(new BadAuthorities());
    }

    @Test
    void refusesASearchAccountThatWouldProveNothing() {
        assertThat(with(new Account("", "")).refusals())
                .containsExactlyInAnyOrder(new Missing("ldap_search_dn"), new Missing("ldap_search_password"));
        assertThat(with(new Account("reader", "reader-secret")).refusals())
                .containsExactly(new BadName("ldap_search_dn", "reader"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"(uid=", "(&(a=b)(c=d)", "(a=b)(c=d)", "person", "(objectClass=person))", "()"})
    void refusesWhatIsNoFilter(String filter) {
        assertThat(with(new Users("dc=example", filter, "uid", LdapScope.SUB)).refusals())
                .containsExactly(new BadFilter("ldap_filter", filter));
    }

    @Test
    void refusesWhatIsNoNameAndNoAttribute() {
        assertThat(with(new Users("example.org", "", "uid)(cn", LdapScope.SUB)).refusals())
                .containsExactly(new BadName("ldap_base_dn", "example.org"), new BadAttribute("ldap_uid", "uid)(cn"));
    }

    @Test
    void tellsEverythingThatIsWrongAtOnce() {
        Groups groups = new Groups("groups", "(cn", "c n", LdapScope.SUB, "admins", "member of");

        assertThat(new LdapSettings(
                                server("", false),
                                ACCOUNT,
                                new Users("x".repeat(2000), "", "", LdapScope.SUB),
                                Optional.of(groups))
                        .refusals())
                .containsExactlyInAnyOrder(
                        new Missing("ldap_url"),
                        new TooLong("ldap_base_dn", 1024),
                        new BadName("ldap_group_base_dn", "groups"),
                        new BadFilter("ldap_group_search_filter", "(cn"),
                        new BadAttribute("ldap_group_attribute_name", "c n"),
                        new BadName("ldap_group_admin_dn", "admins"),
                        new BadAttribute("ldap_group_membership_attribute", "member of"));
    }

    @Test
    void knowsTheUsualAttributes() {
        LdapPlan plan = plan(new LdapSettings(
                SERVER,
                ACCOUNT,
                new Users("dc=example", " ", "", LdapScope.ONE),
                Optional.of(new Groups("", "cn=*", "", LdapScope.SUB, "", ""))));

        assertThat(plan.users().uid()).isEqualTo("cn");
        assertThat(plan.users().filter()).isEmpty();
        assertThat(plan.groups()).hasValueSatisfying(groups -> {
            assertThat(groups.base()).isEqualTo(plan.users().base());
            assertThat(groups.attributes()).isEqualTo(new LdapPlan.Attributes("cn", "memberof"));
            assertThat(groups.admin()).isEmpty();
        });
    }

    @Test
    void hasNoGroupsWithoutAFilterForThem() {
        Groups groups = new Groups("dc=example", "", "cn", LdapScope.SUB, "cn=admins", "memberof");

        assertThat(plan(new LdapSettings(SERVER, ACCOUNT, USERS, Optional.of(groups)))
                        .groups())
                .isEmpty();
    }

    @Test
    void showsNobodyThePassword() {
        LdapSettings settings = with(SERVER);

        assertThat(List.of(settings, settings.refusals(), plan(settings)).toString())
                .contains("cn=reader")
                .doesNotContain("reader-secret");
    }

    @ParameterizedTest
    @CsvSource({"0, BASE", "1, ONE", "2, SUB"})
    void numbersScopesAsSettingsDo(int number, LdapScope scope) {
        assertThat(LdapScope.of(number)).hasValue(scope);
        assertThat(LdapScope.of(3)).isEmpty();
    }

    private static Server server(String url, boolean startTls) {
        return new Server(url, startTls, true, "", TIMEOUT);
    }

    private static LdapSettings with(Server server) {
        return new LdapSettings(server, ACCOUNT, USERS, Optional.of(GROUPS));
    }

    private static LdapSettings with(Account account) {
        return new LdapSettings(SERVER, account, USERS, Optional.of(GROUPS));
    }

    private static LdapSettings with(Users users) {
        return new LdapSettings(SERVER, ACCOUNT, users, Optional.empty());
    }

    private static LdapPlan plan(LdapSettings settings) {
        LdapPlan.Reading reading = LdapPlan.of(settings);
        assertThat(reading).isInstanceOf(LdapPlan.Made.class);
        return ((LdapPlan.Made) reading).plan();
    }
}
