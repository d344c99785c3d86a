package org.shiplog.cluster.membership;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.UUID;
import org.shiplog.storage.postgres.PrivateFiles;

/**
 * Which node this is, and which start of it.
 *
 * @param node the same for every start on a data directory, so that a new start proves the earlier one dead
 * @param run a new one for each start
 * @param machine this machine's name, for people
 */
public record NodeIdentity(UUID node, UUID run, String machine, long processId, String release) {
    private static final String FILE = "node-id";

    /** Reads the node's id, or makes it on the first start. The caller must hold the data directory's lock. */
    public static NodeIdentity keptIn(Path dataDirectory, String release) {
        return new NodeIdentity(
                nodeId(dataDirectory.resolve(FILE)),
                UUID.randomUUID(),
                machineName(),
                ProcessHandle.current().pid(),
                release);
    }

    private static UUID nodeId(Path file) {
        try {
            return UUID.fromString(Files.readString(file).strip());
        } catch (NoSuchFileException _) {
            return newNodeId(file);
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalStateException("cannot read this node's id; a new one is made if you remove " + file, e);
        }
    }

    private static UUID newNodeId(Path file) {
        UUID made = UUID.randomUUID();
        try {
            PrivateFiles.write(file, made + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep this node's id", e);
        }
        return made;
    }

    static String machineName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException _) {
            return "unknown";
        }
    }
}
