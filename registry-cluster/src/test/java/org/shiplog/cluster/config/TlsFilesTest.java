package org.shiplog.cluster.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsFilesTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC", "Ed25519"})
    void makesAServerContextFromPkcs8Keys(String algorithm) throws Exception {
        var certificate = TestCertificate.generate(directory, algorithm);
        assertServes(certificate, certificate.writeKey(directory.resolve("key.pem")));
    }

    @Test
    void readsThePkcs1FormOfRsaKeys() throws Exception {
        var certificate = TestCertificate.generate(directory, "RSA");
        assertServes(certificate, certificate.writeOldKey(directory.resolve("key.pem")));
    }

    @Test
    void readsTheSec1FormOfEcKeysBehindTheirParameters() throws Exception {
        var certificate = TestCertificate.generate(directory, "EC");
        Path key = certificate.writeOldKey(directory.resolve("key.pem"));
        Path parameters = TestCertificate.pem(directory.resolve("parameters.pem"), "EC PARAMETERS", new byte[] {6, 0});
        Files.writeString(key, Files.readString(parameters) + Files.readString(key));
        assertServes(certificate, key);
    }

    @Test
    void refusesAKeyThatIsNotTheCertificates() throws Exception {
        Path certificate = TestCertificate.generate(directory, "RSA").writeCertificate(directory.resolve("cert.pem"));
        Path key = TestCertificate.generate(directory, "EC").writeKey(directory.resolve("key.pem"));
        assertRefused(certificate, key, "is not the key of the certificate in " + certificate);
    }

    @Test
    void refusesAnEncryptedKeyWithAnAdvice() throws Exception {
        Path certificate = TestCertificate.generate(directory, "EC").writeCertificate(directory.resolve("cert.pem"));
        Path key = TestCertificate.pem(directory.resolve("key.pem"), "ENCRYPTED PRIVATE KEY", new byte[] {1});
        assertRefused(certificate, key, "holds an encrypted key; decrypt it first");
    }

    @Test
    void refusesADamagedKey() throws Exception {
        Path certificate = TestCertificate.generate(directory, "EC").writeCertificate(directory.resolve("cert.pem"));
        Path key = TestCertificate.pem(directory.resolve("key.pem"), "PRIVATE KEY", new byte[] {48, 3, 2, 1, 0});
        assertRefused(certificate, key, "holds no readable PEM private key");
    }

    @Test
    void complainsAboutBothFilesAtOnce() throws IOException {
        Path nonsense = Files.writeString(directory.resolve("nonsense.pem"), "nonsense");
        Path missing = directory.resolve("missing.pem");
        assertRefused(nonsense, missing, nonsense + " holds no ");
        assertRefused(nonsense, missing, missing + " is not there or is no file");
    }

    private void assertServes(TestCertificate certificate, Path key) throws Exception {
        var config = read(certificate.writeCertificate(directory.resolve("cert.pem")), key);
        TlsIdentity identity = config.tls().orElseThrow();
        assertThat(identity.chain()).hasSize(1);
        assertThat(identity).hasToString("TlsIdentity[CN=localhost]");
        assertThat(config.clientUrl(5000)).hasScheme("https");
        try (var socket = (SSLServerSocket)
                identity.serverContext().getServerSocketFactory().createServerSocket(0)) {
            assertThat(socket.getEnabledProtocols()).containsExactlyInAnyOrder("TLSv1.2", "TLSv1.3");
        }
    }

    private static void assertRefused(Path certificate, Path key, String complaint) {
        assertThatThrownBy(() -> read(certificate, key))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining(complaint);
    }

    private static NodeConfig read(Path certificate, Path key) {
        return ConfigReader.read(
                Optional.empty(),
                Map.of("SHIPLOG_TLS_CERT", certificate.toString(), "SHIPLOG_TLS_KEY", key.toString()));
    }
}
