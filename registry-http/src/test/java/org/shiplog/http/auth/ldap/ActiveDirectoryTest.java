package org.shiplog.http.auth.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchRequest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.shiplog.http.auth.ldap.LdapDirectory.Opened;
import org.shiplog.http.auth.ldap.LdapLogin.Authenticated;
import org.shiplog.http.auth.ldap.LdapSettings.Account;
import org.shiplog.http.auth.ldap.LdapSettings.Groups;
import org.shiplog.http.auth.ldap.LdapSettings.Users;

final class ActiveDirectoryTest {
    private static final String BASE = ImitatedActiveDirectory.BASE;
    private static final String USER = "cn=eve," + BASE;

    @Test
    void letsTheServerLookThroughGroupsWithinGroups() throws LDAPException {
        try (ImitatedActiveDirectory server = ImitatedActiveDirectory.start()) {
            nest(server);
            LdapDirectory directory = open(server, "cn=company," + BASE);
            Authenticated login = login(directory);

            assertThat(login.groups()).extracting(LdapGroup::name).containsExactlyInAnyOrder("team", "unit", "company");
            assertThat(login.administrator()).isTrue();
            assertThat(searches(server, "1.2.840.113556.1.4.1941")).hasSize(1);
            assertThat(searches(server, "uniqueMember")).isEmpty();
        }
    }

    @Test
    void asksOnceWhatTheServerIs() throws LDAPException {
        try (ImitatedActiveDirectory server = ImitatedActiveDirectory.start()) {
            nest(server);
            LdapDirectory directory = open(server, "");
            login(directory);
            login(directory);

            assertThat(server.searches().stream()
                            .filter(search -> search.getBaseDN().isEmpty()))
                    .hasSize(1);
        }
    }

    @Test
    void findsAdministratorsWhoseGroupIsNoneOfTheGroups() throws LDAPException {
        try (ImitatedActiveDirectory server = ImitatedActiveDirectory.start()) {
            nest(server);
            server.addGroup("admins", "cn=unit," + BASE);
            server.addGroup("others", "cn=nobody," + BASE);

            assertThat(login(open(server, "cn=admins," + BASE, "(cn=team)")).administrator())
                    .isTrue();
            assertThat(login(open(server, "cn=others," + BASE, "(cn=team)")).administrator())
                    .isFalse();
        }
    }

    @Test
    void walksWhereTheServerDoesNotSayThatItLooks() throws LDAPException {
        try (ImitatedActiveDirectory server = ImitatedActiveDirectory.ordinary()) {
            nest(server);
            Authenticated login = login(open(server, "cn=company," + BASE));

            assertThat(login.groups()).extracting(LdapGroup::name).containsExactly("team", "unit", "company");
            assertThat(login.administrator()).isTrue();
            assertThat(searches(server, "1.2.840.113556.1.4.1941")).isEmpty();
        }
    }

    @Test
    void takesAThousandGroups() throws LDAPException {
        try (ImitatedActiveDirectory server = ImitatedActiveDirectory.ordinary()) {
            nest(server);
            for (int group = 0; group < 1000; group++) {
                server.addGroup("group-" + group, USER);
            }

            assertThat(login(open(server, "")).groups()).hasSize(1000);
        }
    }

    @Test
    void listensToNobodyWhoSendsMoreThanIsAskedFor() throws LDAPException {
        try (ImitatedActiveDirectory server = ImitatedActiveDirectory.boundless()) {
            for (int user = 0; user <= 1000; user++) {
                server.addUser("user-" + user);
            }

            assertThat(answer(open(server, "").searchUsers("")))
                    .isInstanceOfSatisfying(
                            LdapAnswer.Unavailable.class,
                            unavailable -> assertThat(unavailable.reason()).contains("more entries"));
        }
    }

    private static void nest(ImitatedActiveDirectory server) throws LDAPException {
        server.addUser("eve");
        server.addGroup("team", USER);
        server.addGroup("unit", "cn=team," + BASE);
        server.addGroup("company", "cn=unit," + BASE);
        server.addGroup("strangers", "cn=nobody," + BASE);
    }

    private static LdapDirectory open(ImitatedActiveDirectory server, String adminDn) {
        return open(server, adminDn, "(objectClass=group)");
    }

    private static LdapDirectory open(ImitatedActiveDirectory server, String adminDn, String groupFilter) {
        LdapSettings settings = new LdapSettings(
                server.address(),
                new Account(ImitatedActiveDirectory.READER, ImitatedActiveDirectory.READER_PASSWORD),
                new Users(BASE, "(objectClass=user)", "sAMAccountName", LdapScope.SUB),
                Optional.of(new Groups(BASE, groupFilter, "cn", LdapScope.SUB, adminDn, "memberOf")));
        return assertThat(LdapDirectory.open(settings, Thread::startVirtualThread))
                .asInstanceOf(InstanceOfAssertFactories.type(Opened.class))
                .actual()
                .directory();
    }

    private static Authenticated login(LdapDirectory directory) {
        return assertThat(answer(directory.authenticate("Eve", "eve-secret")))
                .asInstanceOf(InstanceOfAssertFactories.type(Authenticated.class))
                .actual();
    }

    private static List<SearchRequest> searches(ImitatedActiveDirectory server, String text) {
        return server.searches().stream()
                .filter(search -> search.getFilter().toString().contains(text))
                .toList();
    }

    private static <T> T answer(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    }
}
