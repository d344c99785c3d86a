package org.shiplog.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.TestServer.basic;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shiplog.http.outbound.TestCertificate;

/** Whose certificates an authentication proxy may show. */
class AuthProxyCertificateTest {
    @Test
    void isAskedOnlyWhenItIsTheOneThatIsMeant(@TempDir Path folder) throws IOException, GeneralSecurityException {
        TestCertificate certificate = TestCertificate.make(folder, "localhost");
        try (ImitatedProxy proxy = new ImitatedProxy(Optional.of(certificate.server()));
                TestServer server = new TestServer()) {
            proxy.put("bob", "word");
            server.set("http_authproxy_endpoint", proxy.url() + ImitatedProxy.LOGIN);
            server.set("http_authproxy_tokenreview_endpoint", proxy.url() + ImitatedProxy.REVIEW);
            server.set("auth_mode", "http_auth");
            assertThat(login(server)).as("of nobody who is known").isEqualTo(503);
            assertThat(proxy.requests(ImitatedProxy.LOGIN))
                    .as("the password is not sent")
                    .isEmpty();
            server.set("http_authproxy_server_certificate", "no certificate");
            assertThat(login(server)).isEqualTo(503);
            server.set("http_authproxy_server_certificate", certificate.pem());
            assertThat(login(server)).isEqualTo(200);
            server.set("http_authproxy_server_certificate", "");
            server.set("http_authproxy_verify_cert", "false");
            server.clock.advance(Duration.ofSeconds(31));
            assertThat(login(server)).isEqualTo(200);
            assertThat(proxy.requests(ImitatedProxy.LOGIN)).hasSize(2);
        }
    }

    private static int login(TestServer server) {
        return server.get("/api/v2.0/users/current", "Authorization", basic("bob", "word"))
                .statusCode();
    }
}
