package org.shiplog.http.outbound;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.apache.pekko.http.javadsl.ConnectionContext;
import org.apache.pekko.http.javadsl.HttpsConnectionContext;
import org.jspecify.annotations.Nullable;

/** Whose certificates are believed when the node is a TLS client. */
public final class TlsTrust {
    private static final int MAX_PEM = 256 * 1024;

    private final SSLContext tls;
    private final HttpsConnectionContext context;

    private TlsTrust(SSLContext tls, HttpsConnectionContext context) {
        this.tls = tls;
        this.context = context;
    }

    /** The authorities of the Java platform. */
    public static TlsTrust platform() {
        return verifying(List.of());
    }

    /**
     * The authorities of the platform and those given; empty when the text has no certificates.
     *
     * @param pem up to 256 KiB
     */
    public static Optional<TlsTrust> including(String pem) {
        if (pem.length() > MAX_PEM) {
            return Optional.empty();
        }
        try {
            Collection<? extends Certificate> authorities = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
            return authorities.isEmpty() ? Optional.empty() : Optional.of(verifying(authorities));
        } catch (CertificateException _) {
            return Optional.empty();
        }
    }

    /** Any certificate of anybody: the connection is then secret, but nobody knows with whom. */
    public static TlsTrust anybody() {
        try {
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(null, new TrustManager[] {new Credulous()}, null);
            return new TlsTrust(tls, ConnectionContext.httpsClient((host, port) -> {
                SSLEngine engine = tls.createSSLEngine(host, port);
                engine.setUseClientMode(true);
                return engine;
            }));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has TLS", e);
        }
    }

    HttpsConnectionContext context() {
        return context;
    }

    /**
     * Puts TLS onto a connection, whose certificate must be for the host. Closing the one closes the other. Blocks.
     *
     * @throws IOException when there is no TLS, or the certificate is not believed
     */
    public SSLSocket secure(Socket connection, String host, int port) throws IOException {
        SSLSocket secured = (SSLSocket) tls.getSocketFactory().createSocket(connection, host, port, true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }

    private static TlsTrust verifying(Collection<? extends Certificate> more) {
        try {
            KeyStore authorities = KeyStore.getInstance(KeyStore.getDefaultType());
            authorities.load(null, null);
            int number = 0;
            for (X509Certificate authority : platformAuthorities()) {
                authorities.setCertificateEntry("platform-" + number++, authority);
            }
            for (Certificate authority : more) {
                authorities.setCertificateEntry("given-" + number++, authority);
            }
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(null, managers(authorities).getTrustManagers(), null);
            return new TlsTrust(tls, ConnectionContext.httpsClient(tls));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("every Java platform has TLS", e);
        }
    }

    private static List<X509Certificate> platformAuthorities() throws GeneralSecurityException {
        return managers(null).getTrustManagers()[0] instanceof X509TrustManager manager
                ? List.of(manager.getAcceptedIssuers())
                : List.of();
    }

    private static TrustManagerFactory managers(@Nullable KeyStore authorities) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(authorities);
        return factory;
    }

    /** Of the extended kind, since the platform adds its own checks to the others. */
    private static final class Credulous extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
