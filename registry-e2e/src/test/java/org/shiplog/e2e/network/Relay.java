package org.shiplog.e2e.network;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Passes connections on to a port of this machine's loopback address, from an address that others reach, until it is told to lose
 * them. Thread-safe.
 */
public final class Relay implements AutoCloseable {
    private static final int BACKLOG = 500;

    private final String address;
    private final int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Gate gate = new Gate();
    private final int port;
    private ServerSocket listener;

    private Relay(String address, int target) throws IOException {
        this.address = address;
        this.target = target;
        this.listener = listen(0);
        this.port = listener.getLocalPort();
    }

    /** @param address of this machine, at which the relay listens on a port that the system chooses */
    public static Relay from(String address, int target) {
        try {
            return new Relay(address, target);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public int port() {
        return port;
    }

    /** Until {@link #heal} connections break and new ones are refused, as when a server is down. */
    public synchronized void refuse() {
        try {
            listener.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        open.forEach(Relay::reset);
    }

    /** Until {@link #heal} nothing comes through and nobody is told so, as when a cable is cut. */
    public void swallow() {
        gate.shut();
    }

    /** Passes on again, what was held back first. */
    public synchronized void heal() {
        gate.open();
        if (listener.isClosed()) {
            try {
                listener = listen(port);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }

    @Override
    public void close() {
        refuse();
        gate.open();
    }

    private ServerSocket listen(int wanted) throws IOException {
        var socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.ofLiteral(address), wanted), BACKLOG);
        Thread.ofVirtual().start(() -> accept(socket));
        return socket;
    }

    private void accept(ServerSocket from) {
        while (!from.isClosed()) {
            try {
                Socket client = from.accept();
                Thread.ofVirtual().start(() -> connect(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void connect(Socket client) {
        open.add(client);
        gate.pass();
        try {
            var server = new Socket(InetAddress.getLoopbackAddress(), target);
            open.add(server);
            Thread.ofVirtual().start(() -> copy(client, server));
            copy(server, client);
        } catch (IOException unreachable) {
            open.remove(client);
            reset(client);
        }
    }

    /** Until either end closes: then both do. */
    private void copy(Socket from, Socket to) {
        byte[] buffer = new byte[16 << 10];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                gate.pass();
                out.write(buffer, 0, count);
            }
            // An end is news as well.
            gate.pass();
        } catch (IOException broken) {
            gate.pass();
            reset(to);
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    private static void reset(Socket socket) {
        try (socket) {
            socket.setSoLinger(true, 0);
        } catch (IOException gone) {
            // It is closed already.
        }
    }

    private static final class Gate {
        private boolean shut;

        synchronized void shut() {
            shut = true;
        }

        synchronized void open() {
            shut = false;
            notifyAll();
        }

        synchronized void pass() {
            try {
                while (shut) {
                    wait();
                }
            } catch (InterruptedException interruption) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(interruption);
            }
        }
    }
}
