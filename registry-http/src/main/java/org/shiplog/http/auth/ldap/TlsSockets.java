package org.shiplog.http.auth.ldap;

import com.unboundid.util.ssl.TrustAllTrustManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.shiplog.http.auth.ldap.LdapPlan.Anyone;
import org.shiplog.http.auth.ldap.LdapPlan.Authorities;
import org.shiplog.http.auth.ldap.LdapPlan.PlatformsAuthorities;
import org.shiplog.http.auth.ldap.LdapPlan.Trust;

/**
 * Encrypted connections on which the server's certificate must be for the server's name, unless anyone is trusted. A handshake
 * that gets no answer ends in time: the library sets its own timeouts only after it.
 */
final class TlsSockets extends SSLSocketFactory {
    private final SSLSocketFactory sockets;
    private final boolean nameMatters;
    private final int timeoutMillis;

    private TlsSockets(SSLSocketFactory sockets, boolean nameMatters, int timeoutMillis) {
        this.sockets = sockets;
        this.nameMatters = nameMatters;
        this.timeoutMillis = timeoutMillis;
    }

    static TlsSockets trusting(Trust trust, Duration timeout) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trustManagers(trust), null);
            boolean nameMatters = !(trust instanceof Anyone);
            return new TlsSockets(context.getSocketFactory(), nameMatters, Math.toIntExact(timeout.toMillis()));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has TLS", e);
        }
    }

    /** The same for one connection: the library lets nobody else use a factory while it shakes hands. */
    TlsSockets forOneConnection() {
        return new TlsSockets(sockets, nameMatters, timeoutMillis);
    }

    private static TrustManager @Nullable [] trustManagers(Trust trust) throws IOException, GeneralSecurityException {
        return switch (trust) {
            case Anyone _ -> new TrustManager[] {new TrustAllTrustManager()};
            case PlatformsAuthorities _ -> null;
            case Authorities listed -> {
                KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
                store.load(null, null);
                for (X509Certificate certificate : listed.certificates()) {
                    store.setCertificateEntry("authority-" + store.size(), certificate);
                }
                TrustManagerFactory factory =
                        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
                factory.init(store);
                yield factory.getTrustManagers();
            }
        };
    }

    private Socket prepared(Socket socket) throws SocketException {
        socket.setSoTimeout(timeoutMillis);
        if (nameMatters && socket instanceof SSLSocket tls) {
            SSLParameters parameters = tls.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("LDAPS");
            tls.setSSLParameters(parameters);
        }
        return socket;
    }

    @Override
    public Socket createSocket() throws IOException {
        return prepared(sockets.createSocket());
    }

    @Override
    public Socket createSocket(Socket connected, String host, int port, boolean autoClose) throws IOException {
        return prepared(sockets.createSocket(connected, host, port, autoClose));
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return prepared(sockets.createSocket(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return prepared(sockets.createSocket(host, port, local, localPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return prepared(sockets.createSocket(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return prepared(sockets.createSocket(host, port, local, localPort));
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return sockets.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return sockets.getSupportedCipherSuites();
    }
}
