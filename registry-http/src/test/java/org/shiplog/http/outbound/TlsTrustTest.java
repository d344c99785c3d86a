package org.shiplog.http.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shiplog.http.outbound.Fetched.Answered;
import org.shiplog.http.outbound.Fetched.Failed;

class TlsTrustTest {
    private static TestCertificate certificate;
    private static HttpsServer server;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException, GeneralSecurityException {
        certificate = TestCertificate.make(folder, "provider.example");
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(certificate.server());
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterAll
    static void stop() {
        server.stop(0);
    }

    @Test
    void believesNobodyWhomThePlatformDoesNotKnow() {
        assertThat(fetch(TlsTrust.platform(), "provider.example")).isInstanceOf(Failed.class);
    }

    @Test
    void believesAuthoritiesThatAreGiven() throws GeneralSecurityException {
        TlsTrust trust = TlsTrust.including(certificate.pem()).orElseThrow();
        assertThat(fetch(trust, "provider.example")).isInstanceOf(Answered.class);
        assertThat(fetch(trust, "other.example"))
                .as("the certificate is for another name")
                .isInstanceOf(Failed.class);
    }

    @Test
    void believesEverybodyWhenTold() {
        assertThat(fetch(TlsTrust.anybody(), "other.example")).isInstanceOf(Answered.class);
    }

    @Test
    void refusesWhatIsNoCertificate() throws GeneralSecurityException {
        assertThat(TlsTrust.including("")).isEmpty();
        assertThat(TlsTrust.including("certificate")).isEmpty();
        assertThat(TlsTrust.including("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"))
                .isEmpty();
        assertThat(TlsTrust.including(certificate.pem().repeat(1000))).isEmpty();
    }

    /** Every name means the server of this test. */
    private static Fetched fetch(TlsTrust trust, String host) {
        AddressGuard guard = new AddressGuard(_ -> List.of(InetAddress.getLoopbackAddress()), Runnable::run, _ -> true);
        URI url = URI.create("https://" + host + ":" + server.getAddress().getPort() + "/");
        return new GuardedFetch(Loopback.system(), guard, trust, false)
                .fetch(OutboundRequest.get(url))
                .toCompletableFuture()
                .join();
    }
}
