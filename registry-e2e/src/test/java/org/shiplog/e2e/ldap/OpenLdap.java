package org.shiplog.e2e.ldap;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldif.LDIFException;
import com.unboundid.ldif.LDIFReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.shiplog.e2e.command.Command;
import org.shiplog.e2e.command.ProvisionedClients;
import org.shiplog.e2e.node.Project;
import org.shiplog.e2e.node.RunningNode;
import org.shiplog.http.auth.ldap.LdapScope;
import org.shiplog.http.auth.ldap.LdapSettings;
import org.shiplog.http.auth.ldap.LdapSettings.Account;
import org.shiplog.http.auth.ldap.LdapSettings.Groups;
import org.shiplog.http.auth.ldap.LdapSettings.Server;
import org.shiplog.http.auth.ldap.LdapSettings.Users;

/** An OpenLDAP server with what {@code directory.ldif} says, and a certificate for {@code localhost}. */
final class OpenLdap implements AutoCloseable {
    static final Account READER = account("reader");
    static final Users PEOPLE =
            new Users("ou=people,dc=example,dc=org", "(objectClass=inetOrgPerson)", "uid", LdapScope.SUB);
    static final Groups GROUPS = new Groups(
            "ou=groups,dc=example,dc=org",
            "(|(objectClass=groupOfNames)(objectClass=groupOfUniqueNames))",
            "cn",
            LdapScope.SUB,
            "CN=Administrators, ou=roles,dc=example,dc=org",
            "memberOf");

    private static final String ROOT = "cn=root,dc=example,dc=org";
    private static final String ROOT_PASSWORD = "root-secret";
    private static final Duration START = Duration.ofSeconds(20);

    private final Path folder = Project.newFolder("slapd");
    private final int port = RunningNode.freePort();
    private final int tlsPort = RunningNode.freePort();
    private final Process process;

    private OpenLdap() throws IOException {
        makeCertificates();
        Files.createDirectories(folder.resolve("data"));
        Path config = Files.writeString(folder.resolve("slapd.conf"), configuration());
        String listeners = "ldap://127.0.0.1:%d ldaps://127.0.0.1:%d".formatted(port, tlsPort);
        // With a level of detail the server stays in the foreground; with this one it tells of each operation.
        this.process = new ProcessBuilder(
                        ProvisionedClients.get().program("slapd").toString(),
                        "-f",
                        config.toString(),
                        "-h",
                        listeners,
                        "-d",
                        "stats")
                .redirectErrorStream(true)
                .redirectOutput(log().toFile())
                .start();
    }

    /** Returns once the server has its entries. */
    static OpenLdap start() throws IOException, LDAPException, LDIFException {
        OpenLdap server = new OpenLdap();
        Awaitility.await("slapd answers, see " + server.log())
                .atMost(START)
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptionsInstanceOf(LDAPException.class)
                .until(() -> {
                    if (!server.process.isAlive()) {
                        throw new AssertionError("slapd ended while starting:\n" + Files.readString(server.log()));
                    }
                    server.asRoot().close();
                    return true;
                });
        try (LDAPConnection root = server.asRoot();
                LDIFReader entries = new LDIFReader(OpenLdap.class.getResourceAsStream("directory.ldif"))) {
            for (var entry = entries.readEntry(); entry != null; entry = entries.readEntry()) {
                root.add(entry);
            }
        }
        return server;
    }

    static Account account(String name) {
        return new Account("cn=" + name + ",ou=accounts,dc=example,dc=org", name + "-secret");
    }

    LDAPConnection asRoot() throws LDAPException {
        return new LDAPConnection("127.0.0.1", port, ROOT, ROOT_PASSWORD);
    }

    /** Without encryption. */
    Server server() {
        return new Server("ldap://127.0.0.1:" + port, false, true, "", Duration.ofSeconds(5));
    }

    Server startTls(String host, boolean verifyCertificate, String authorities) {
        return new Server("ldap://" + host + ":" + port, true, verifyCertificate, authorities, Duration.ofSeconds(5));
    }

    Server ldaps(String host, boolean verifyCertificate, String authorities) {
        return new Server(
                "ldaps://" + host + ":" + tlsPort, false, verifyCertificate, authorities, Duration.ofSeconds(5));
    }

    LdapSettings settings() {
        return new LdapSettings(server(), READER, PEOPLE, Optional.of(GROUPS));
    }

    /** The authority that made the server's certificate, as PEM. */
    String authority() throws IOException {
        return Files.readString(folder.resolve("ca.pem"));
    }

    /** One line per operation, among others. */
    Path log() {
        return folder.resolve("slapd.log");
    }

    private void makeCertificates() {
        String script = """
            set -e
            new() { openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes "$@"; }
            new -x509 -days 30 -subj /CN=authority -keyout ca.key -out ca.pem
            new -subj /CN=directory -keyout server.key -out server.csr
            printf 'subjectAltName=DNS:localhost' >names
            openssl x509 -req -days 30 -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -extfile names -out server.pem
            """;
        Command.of(folder, "bash", "-c", script).run().succeeds();
    }

    private String configuration() {
        Path slapd = ProvisionedClients.get().folder().resolve("slapd");
        return """
            include %1$s/schema/core.schema
            include %1$s/schema/cosine.schema
            include %1$s/schema/inetorgperson.schema
            modulepath %1$s/modules
            moduleload back_mdb
            moduleload memberof
            TLSCACertificateFile %2$s/ca.pem
            TLSCertificateFile %2$s/server.pem
            TLSCertificateKeyFile %2$s/server.key
            database mdb
            suffix dc=example,dc=org
            rootdn %3$s
            rootpw %4$s
            directory %2$s/data
            dbnosync
            limits dn.exact=cn=limited,ou=accounts,dc=example,dc=org size=2
            access to attrs=userPassword by * auth
            access to attrs=member,uniqueMember by dn.exact=cn=blind,ou=accounts,dc=example,dc=org none by * read
            access to * by dn.children=ou=accounts,dc=example,dc=org read by * auth
            overlay memberof
            """.formatted(slapd, folder, ROOT, ROOT_PASSWORD);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
        }
    }

    /** What the server has been asked so far: one line for each operation. */
    long operations() {
        try (var lines = Files.lines(log(), StandardCharsets.UTF_8)) {
            return lines.filter(line -> line.matches(".* op=\\d+ (BIND dn=.* method=.*|SRCH base=.*)"))
                    .count();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
