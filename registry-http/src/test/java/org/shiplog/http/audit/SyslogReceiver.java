package org.shiplog.http.audit;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ServerSocketFactory;

/** A syslog server that counts octets (RFC 5425, RFC 6587): it keeps what it was told, and closes what was closed. */
public final class SyslogReceiver implements AutoCloseable {
    private final ServerSocket server;
    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final List<Socket> connections = new CopyOnWriteArrayList<>();

    private SyslogReceiver(ServerSocket server) {
        this.server = server;
        Thread.ofVirtual().start(this::accept);
    }

    /** @param port 0 for any that is free */
    public static SyslogReceiver start(ServerSocketFactory sockets, int port) throws IOException {
        ServerSocket server = sockets.createServerSocket();
        server.setReuseAddress(true);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return new SyslogReceiver(server);
    }

    public int port() {
        return server.getLocalPort();
    }

    public List<String> messages() {
        return List.copyOf(messages);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket connection = server.accept();
                connections.add(connection);
                Thread.ofVirtual().start(() -> read(connection));
            } catch (IOException _) {
                return;
            }
        }
    }

    private void read(Socket connection) {
        try (connection) {
            InputStream in = connection.getInputStream();
            int octet = in.read();
            while (octet >= 0) {
                StringBuilder length = new StringBuilder();
                while (octet != ' ') {
                    length.append((char) octet);
                    octet = in.read();
                }
                byte[] message = in.readNBytes(Integer.parseInt(length.toString()));
                messages.add(new String(message, StandardCharsets.US_ASCII));
                octet = in.read();
            }
        } catch (IOException _) {
            // The sender, or this one, is gone.
        }
    }

    /** Breaks all connections and takes no more. */
    @Override
    public void close() throws IOException {
        server.close();
        for (Socket connection : connections) {
            connection.close();
        }
    }
}
