package org.shiplog.cluster.localcluster;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A name for a socket that the kernel takes. It takes 107 bytes, which a data directory can exceed; then a link to the
 * socket's directory stands in, for as long as this is open.
 */
final class SocketPath implements AutoCloseable {
    private static final int LONGEST = 107;

    private final Path socket;
    private final Path folder;

    private SocketPath(Path socket, Path folder) {
        this.socket = socket;
        this.folder = folder;
    }

    static SocketPath of(Path socket) throws IOException {
        if (socket.toString().getBytes(StandardCharsets.UTF_8).length <= LONGEST) {
            return new SocketPath(socket, socket);
        }
        Path folder = Files.createTempDirectory(Path.of("/tmp"), "shiplog-");
        Path link = Files.createSymbolicLink(folder.resolve("data"), socket.resolveSibling(""));
        return new SocketPath(link.resolve(socket.getFileName()), folder);
    }

    UnixDomainSocketAddress address() {
        return UnixDomainSocketAddress.of(socket);
    }

    @Override
    public void close() throws IOException {
        if (!folder.equals(socket)) {
            Files.deleteIfExists(folder.resolve("data"));
            Files.deleteIfExists(folder);
        }
    }
}
