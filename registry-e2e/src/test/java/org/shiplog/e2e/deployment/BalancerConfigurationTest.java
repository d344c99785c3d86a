package org.shiplog.e2e.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shiplog.e2e.command.Command;
import org.shiplog.e2e.command.Outcome;
import org.shiplog.e2e.command.ProvisionedClients;
import org.shiplog.e2e.node.Project;

/** Whether the real HAProxy and nginx take the configurations in {@code deploy/}. */
final class BalancerConfigurationTest {

    private static final Path DEPLOY = Project.root().resolve("deploy");
    private static final String PASSWORD = "password";

    private final Path folder = Project.newFolder("balancer");

    @Test
    void haproxyTakesItsConfigurationWithAndWithoutTls() throws Exception {
        writePems();
        var plain = copy("haproxy/haproxy.cfg", "", "");
        var tls = copy("haproxy/tls.cfg", "/etc/haproxy/", folder + "/");

        assertThat(run("haproxy", "-c", "-f", plain.toString()).succeeds().text())
                .contains("Configuration file is valid");
        run("haproxy", "-c", "-f", plain.toString(), "-f", tls.toString()).succeeds();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nginx.conf", "nginx-tls.conf"})
    void nginxTakesItsConfiguration(String name) throws Exception {
        writePems();
        // The names of the nodes mean nothing here, and neither do the folders that the program was built for.
        var places = Stream.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
                .map(what -> what + "_temp_path " + folder + "/" + what + ";\n")
                .reduce("access_log " + folder + "/access.log;\nupstream", (text, line) -> line + text);
        copy("nginx/shiplog.conf", "(?m)^upstream", places);
        Files.writeString(
                folder.resolve("shiplog.conf"),
                Files.readString(folder.resolve("shiplog.conf")).replaceAll("node[123]:", "127.0.0.1:"));
        var main = copy("nginx/" + name, "/etc/nginx/", folder + "/");

        var outcome =
                run("nginx", "-t", "-c", main.toString(), "-g", "pid " + folder.resolve("pid") + "; error_log stderr;");

        assertThat(outcome.succeeds().text()).contains("test is successful");
    }

    private Path copy(String file, String from, String to) throws IOException {
        var source = DEPLOY.resolve(file);
        var text = Files.readString(source);
        return Files.writeString(
                folder.resolve(source.getFileName()), from.isEmpty() ? text : text.replaceAll(from, to));
    }

    private Outcome run(String program, String... arguments) {
        var words = Stream.concat(
                        Stream.of(ProvisionedClients.get().program(program).toString()), Stream.of(arguments))
                .toList();
        return new Command(words, folder, System.getenv(), "").run();
    }

    /** {@code registry.pem} with certificate and key, as HAProxy wants it and nginx takes it, and {@code registry.key}. */
    private void writePems() throws IOException, GeneralSecurityException {
        var store = folder.resolve("store.p12");
        var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        new Command(
                        List.of(
                                keytool,
                                "-genkeypair",
                                "-alias",
                                "node",
                                "-keyalg",
                                "RSA",
                                "-dname",
                                "CN=registry.example.org",
                                "-storetype",
                                "PKCS12",
                                "-storepass",
                                PASSWORD,
                                "-keystore",
                                store.toString()),
                        folder,
                        System.getenv(),
                        "")
                .run()
                .succeeds();
        var keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        var key = pem("PRIVATE KEY", keys.getKey("node", PASSWORD.toCharArray()).getEncoded());
        Files.writeString(folder.resolve("registry.key"), key);
        Files.writeString(
                folder.resolve("registry.pem"),
                pem("CERTIFICATE", keys.getCertificate("node").getEncoded()) + key);
    }

    private static String pem(String what, byte[] bytes) {
        var lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(what, lines);
    }
}
