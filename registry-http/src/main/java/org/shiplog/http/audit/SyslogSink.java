package org.shiplog.http.audit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.shiplog.http.outbound.TlsTrust;
import org.shiplog.projections.audit.AuditRow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends acts to a syslog server over TCP or TLS.
 *
 * <p>Syslog has no receipts: bytes that were written may still be lost with the connection. So a connection is closed in order from time
 * to time, the sender first, and what was sent over it counts as received when the server has read to the end and closed its side.
 * A server that never does is taken at its word after {@link #PATIENCE}.
 */
final class SyslogSink implements AuditSink {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration GLANCE = Duration.ofMillis(1);
    private static final Logger LOG = LoggerFactory.getLogger(SyslogSink.class);

    private final ForwardTarget.Syslog target;
    private final TlsTrust trust;
    private final String host;
    private Optional<Socket> connection = Optional.empty();

    /** @param host who the messages are from */
    SyslogSink(ForwardTarget.Syslog target, TlsTrust trust, String host) {
        this.target = target;
        this.trust = trust;
        this.host = host;
    }

    private interface Work {
        void run() throws IOException;
    }

    @Override
    public void send(List<AuditRow> acts) throws IOException, InterruptedException {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        for (AuditRow act : acts) {
            frames.writeBytes(SyslogMessage.framed(act, host));
        }
        Socket socket = connection.isPresent() ? connection.get() : connect();
        connection = Optional.of(socket);
        within(socket, () -> {
            socket.getOutputStream().write(frames.toByteArray());
            socket.getOutputStream().flush();
        });
    }

    @Override
    public boolean acknowledges() {
        return false;
    }

    @Override
    public void confirm() throws IOException, InterruptedException {
        if (connection.isPresent()) {
            Socket socket = connection.get();
            within(socket, () -> finish(socket));
            close();
        }
    }

    private static void finish(Socket socket) throws IOException {
        if (hasEnded(socket, GLANCE)) {
            throw new IOException("the receiver closed the connection before it had everything");
        }
        socket.shutdownOutput();
        if (!hasEnded(socket, PATIENCE)) {
            LOG.debug("the receiver of the audit log does not close its side of a connection");
        }
    }

    /** Whether the server closes its side within that time. What it says is passed over. */
    private static boolean hasEnded(Socket socket, Duration limit) throws IOException {
        socket.setSoTimeout((int) limit.toMillis());
        byte[] passedOver = new byte[1024];
        try {
            while (socket.getInputStream().read(passedOver) >= 0) {
                // A syslog server has nothing to say.
            }
            return true;
        } catch (SocketTimeoutException _) {
            return false;
        }
    }

    private Socket connect() throws IOException, InterruptedException {
        Socket plain = new Socket();
        try {
            Socket[] made = {plain};
            within(plain, () -> {
                int limit = (int) PATIENCE.toMillis();
                plain.connect(new InetSocketAddress(target.host(), target.port()), limit);
                plain.setSoTimeout(limit);
                plain.setTcpNoDelay(true);
                made[0] = target.tls() ? trust.secure(plain, target.host(), target.port()) : plain;
            });
            return made[0];
        } catch (IOException | InterruptedException e) {
            plain.close();
            throw e;
        }
    }

    /** A write to somebody who does not read has no limit of its own. */
    private void within(Socket socket, Work work) throws IOException, InterruptedException {
        FutureTask<Void> task = new FutureTask<>(() -> {
            work.run();
            return null;
        });
        Thread.ofVirtual().name("audit forwarding").start(task);
        try {
            task.get(2 * PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            socket.close();
            throw new IOException("too slow");
        } catch (InterruptedException e) {
            socket.close();
            throw e;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void close() {
        connection.ifPresent(socket -> {
            try {
                socket.close();
            } catch (IOException e) {
                LOG.debug("closing a connection failed", e);
            }
        });
        connection = Optional.empty();
    }
}
