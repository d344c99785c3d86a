package org.shiplog.cluster.localcluster;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.shiplog.cluster.localcluster.ControlMessage.Reply;
import org.shiplog.cluster.localcluster.ControlMessage.Request;
import org.shiplog.storage.postgres.PrivateFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens on the control socket. Whoever may open the socket's file, which is its owner alone, may command. */
final class ControlServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);
    private static final int MOST_CONNECTIONS = 16;
    private static final long SECONDS_TO_ASK = 30;

    /** Carries a request out, tells about it as it goes, and returns the exit code. */
    @FunctionalInterface
    interface Operations {
        int run(Request request, Consumer<String> progress) throws InterruptedException;
    }

    private final ServerSocketChannel channel;
    private final Path socket;
    private final Operations operations;
    private final ScheduledExecutorService timer;
    private final Semaphore connections = new Semaphore(MOST_CONNECTIONS);

    private ControlServer(
            ServerSocketChannel channel, Path socket, Operations operations, ScheduledExecutorService timer) {
        this.channel = channel;
        this.socket = socket;
        this.operations = operations;
        this.timer = timer;
    }

    /** Listens in the place of whoever did before. @param timer cuts those off who connect and say nothing */
    static ControlServer listen(Path socket, Operations operations, ScheduledExecutorService timer) throws IOException {
        // The socket gets its mode where nobody else can reach it, and its name after that.
        Path folder = socket.resolveSibling("." + socket.getFileName());
        PrivateFiles.deleteTree(folder);
        PrivateFiles.createDirectory(folder);
        Path fresh = folder.resolve("s");
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try (SocketPath path = SocketPath.of(fresh)) {
            channel.bind(path.address());
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
            Files.move(fresh, socket, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            channel.close();
            throw e;
        } finally {
            PrivateFiles.deleteTree(folder);
        }
        var server = new ControlServer(channel, socket, operations, timer);
        Thread.ofVirtual().name("control").start(server::accept);
        return server;
    }

    private void accept() {
        while (channel.isOpen()) {
            try {
                SocketChannel connection = channel.accept();
                if (connections.tryAcquire()) {
                    Thread.ofVirtual().name("control-connection").start(() -> {
                        try {
                            serve(connection);
                        } finally {
                            connections.release();
                        }
                    });
                } else {
                    connection.close();
                }
            } catch (ClosedChannelException _) {
                return;
            } catch (IOException e) {
                LOG.warn("a control connection failed", e);
            }
        }
    }

    private void serve(SocketChannel connection) {
        ScheduledFuture<?> cut = timer.schedule(() -> close(connection), SECONDS_TO_ASK, TimeUnit.SECONDS);
        try (connection) {
            Optional<Request> request =
                    ControlMessage.read(new BufferedInputStream(Channels.newInputStream(connection)), Request.class);
            cut.cancel(false);
            if (request.isPresent()) {
                answer(request.get(), Channels.newOutputStream(connection));
            }
        } catch (IOException e) {
            LOG.info("a control connection ended early: {}", e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(Request request, OutputStream out) throws IOException, InterruptedException {
        Reply last;
        try {
            int exit = operations.run(request, say -> send(out, new Reply(say, Optional.empty())));
            last = new Reply("", Optional.of(exit));
        } catch (RuntimeException e) {
            LOG.warn("{} failed", request.command(), e);
            last = new Reply(request.command() + " failed: " + e.getMessage(), Optional.of(1));
        }
        out.write(ControlMessage.line(last));
    }

    /** Whoever asked may be gone; what was asked for is carried out all the same. */
    private static void send(OutputStream out, Reply reply) {
        try {
            out.write(ControlMessage.line(reply));
        } catch (IOException e) {
            LOG.info("nobody listens any more: {}", e.getMessage());
        }
    }

    private static void close(SocketChannel connection) {
        try {
            connection.close();
        } catch (IOException e) {
            LOG.info("cannot close a control connection: {}", e.getMessage());
        }
    }

    /** Waits until everybody who asked has been answered. */
    void awaitAnswered(Duration patience) throws InterruptedException {
        if (connections.tryAcquire(MOST_CONNECTIONS, patience.toMillis(), TimeUnit.MILLISECONDS)) {
            connections.release(MOST_CONNECTIONS);
        }
    }

    /** Takes no more requests. Those that are being carried out are still answered. */
    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(socket);
    }
}
