package org.shiplog.e2e.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.shiplog.e2e.ldap.Asking.answer;
import static org.shiplog.e2e.ldap.Asking.found;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldif.LDIFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.shiplog.e2e.node.RunningNode;
import org.shiplog.http.auth.ldap.LdapLogin;
import org.shiplog.http.auth.ldap.LdapLogin.Unavailable;
import org.shiplog.http.auth.ldap.LdapPing;
import org.shiplog.http.auth.ldap.LdapScope;
import org.shiplog.http.auth.ldap.LdapSettings.Account;
import org.shiplog.http.auth.ldap.LdapSettings.Groups;
import org.shiplog.http.auth.ldap.LdapSettings.Server;
import org.shiplog.http.auth.ldap.LdapSettings.Users;

final class LdapConnectionTest {
    private static final LdapPing OK = new LdapPing.Ok();

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
    void pingFindsGoodSettingsGood() {
        assertThat(ping(asking)).isEqualTo(OK);
    }

    @Test
    void pingTellsOfAWrongPasswordAndAMissingBase() {
        assertThat(message(asking.with(new Account(OpenLdap.READER.dn(), "wrong"))))
                .contains("search DN", "password");
        assertThat(message(asking.with(new Users("ou=nowhere,dc=example,dc=org", "", "uid", LdapScope.SUB))))
                .startsWith("The base DN");
        assertThat(message(
                        asking.with(new Groups("ou=nowhere,dc=example,dc=org", "(cn=*)", "", LdapScope.SUB, "", ""))))
                .startsWith("The group base DN");
    }

    @Test
    void pingTellsNothingOfWhatElseMayListen() throws IOException {
        try (ServerSocket stranger = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var greeting = CompletableFuture.runAsync(() -> {
                try (var connection = stranger.accept()) {
                    connection.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes());
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            String other = message(asking.with(plain(stranger.getLocalPort())));
            greeting.join();

            assertThat(other)
                    .isEqualTo(message(asking.with(plain(RunningNode.freePort()))))
                    .isEqualTo(message(asking.with(server.ldaps("localhost", true, ""))));
        }
    }

    @Test
    void trustsTheAuthorityThatItIsGiven() throws IOException {
        assertThat(ping(asking.with(server.ldaps("localhost", true, server.authority()))))
                .isEqualTo(OK);
        assertThat(ping(asking.with(server.startTls("localhost", true, server.authority()))))
                .isEqualTo(OK);
        assertThat(asking.with(server.startTls("localhost", true, server.authority()))
                        .accepted("alice", "alice-secret")
                        .administrator())
                .isTrue();
    }

    @Test
    void trustsNoOtherAuthorityAndNoOtherName() throws IOException {
        for (Server wrong : List.of(
                server.ldaps("localhost", true, ""),
                server.startTls("localhost", true, ""),
                server.ldaps("127.0.0.1", true, server.authority()),
                server.startTls("127.0.0.1", true, server.authority()))) {
            assertThat(asking.with(wrong).login("alice", "alice-secret"))
                    .as("%s", wrong)
                    .isInstanceOfSatisfying(
                            Unavailable.class,
                            unavailable -> assertThat(unavailable.reason())
                                    .hasSizeLessThan(400)
                                    .doesNotContain("secret"));
        }
    }

    @Test
    void trustsAnyCertificateWhenToldTo() {
        assertThat(ping(asking.with(server.ldaps("127.0.0.1", false, "")))).isEqualTo(OK);
        assertThat(ping(asking.with(server.startTls("127.0.0.1", false, "")))).isEqualTo(OK);
    }

    @Test
    void givesUpOnServersThatNeverAnswer() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            String address = "://127.0.0.1:" + silent.getLocalPort();
            Duration second = Duration.ofSeconds(1);
            long began = System.nanoTime();
            List<CompletableFuture<LdapLogin>> logins = new ArrayList<>();
            for (Server mute : List.of(
                    new Server("ldap" + address, false, true, "", second),
                    new Server("ldap" + address, true, true, "", second),
                    new Server("ldaps" + address, false, false, "", second))) {
                logins.add(asking.with(mute)
                        .directory()
                        .authenticate("alice", "alice-secret")
                        .toCompletableFuture());
            }

            assertThat(logins).allSatisfy(login -> assertThat(answer(login)).isInstanceOf(Unavailable.class));
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isBetween(second, Duration.ofSeconds(4));
        }
    }

    @Test
    void followsNoReferral() throws IOException, LDAPException, LDIFException {
        try (ServerSocket elsewhere = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            String target = "ldap://127.0.0.1:" + elsewhere.getLocalPort() + "/ou=people,dc=example,dc=org";
            try (LDAPConnection root = server.asRoot()) {
                root.add(
                        "dn: ou=elsewhere,ou=people,dc=example,dc=org",
                        "objectClass: referral",
                        "objectClass: extensibleObject",
                        "ou: elsewhere",
                        "ref: " + target);
            }
            Users there = new Users("ou=elsewhere,ou=people,dc=example,dc=org", "", "uid", LdapScope.SUB);

            assertThat(asking.accepted("alice", "alice-secret").user().username())
                    .isEqualTo("alice");
            assertThat(found(asking.directory().searchUsers("alice")).items()).hasSize(1);
            assertThat(asking.with(there).login("alice", "alice-secret")).isInstanceOf(Unavailable.class);
            assertThat(message(asking.with(there))).startsWith("The base DN");

            elsewhere.setSoTimeout(100);
            assertThatThrownBy(elsewhere::accept).isInstanceOf(SocketTimeoutException.class);
        }
    }

    private static Server plain(int port) {
        return new Server("ldap://127.0.0.1:" + port, false, true, "", Duration.ofSeconds(5));
    }

    private static LdapPing ping(Asking asking) {
        return answer(asking.directory().ping());
    }

    private static String message(Asking asking) {
        LdapPing ping = ping(asking);
        if (ping instanceof LdapPing.Failed failed) {
            return failed.message();
        }
        throw new AssertionError(ping);
    }
}
