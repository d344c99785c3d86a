package org.shiplog.cluster.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.shiplog.cluster.config.NodeConfig;
import org.shiplog.storage.postgres.DataDirectoryLock;
import org.shiplog.storage.postgres.DatabaseAddress;
import org.shiplog.storage.postgres.EmbeddedPostgres;
import org.shiplog.storage.postgres.PostgresBinaries;
import org.shiplog.storage.postgres.PrivateFiles;

/**
 * The node's database for a command beside it: the external one, the embedded one of the running node, or the embedded one
 * started for as long as the command lasts.
 */
final class DatabaseAccess implements AutoCloseable {
    /** Whose database is used. */
    enum Origin {
        EXTERNAL,
        RUNNING_NODE,
        STARTED_FOR_THIS,
        TRIAL
    }

    private final DatabaseAddress address;
    private final Origin origin;
    private final Runnable end;

    private DatabaseAccess(DatabaseAddress address, Origin origin, Runnable end) {
        this.address = address;
        this.origin = origin;
        this.end = end;
    }

    static DatabaseAccess open(NodeConfig config) {
        if (config.database().isPresent()) {
            return new DatabaseAccess(config.database().get(), Origin.EXTERNAL, () -> {});
        }
        var running = EmbeddedPostgres.running(config.postgresDirectory());
        if (running.isPresent()) {
            return new DatabaseAccess(running.get(), Origin.RUNNING_NODE, () -> {});
        }
        var lock = DataDirectoryLock.acquire(config.dataDirectory());
        try {
            var postgres = start(config.postgresDirectory());
            return new DatabaseAccess(postgres.address(), Origin.STARTED_FOR_THIS, () -> {
                postgres.close();
                lock.close();
            });
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** The same for a check, which must not be what makes the database: before the first start a throw-away one is tried. */
    static DatabaseAccess openForCheck(NodeConfig config, Path scratchParent) throws IOException {
        if (config.database().isPresent() || EmbeddedPostgres.exists(config.postgresDirectory())) {
            return open(config);
        }
        Path scratch = Files.createTempDirectory(scratchParent, "doctor-");
        try {
            var postgres = start(scratch);
            return new DatabaseAccess(postgres.address(), Origin.TRIAL, () -> {
                postgres.close();
                discard(scratch);
            });
        } catch (RuntimeException e) {
            discard(scratch);
            throw e;
        }
    }

    DatabaseAddress address() {
        return address;
    }

    Origin origin() {
        return origin;
    }

    @Override
    public void close() {
        end.run();
    }

    private static EmbeddedPostgres start(Path directory) {
        return EmbeddedPostgres.start(directory, PostgresBinaries.unpackedIn(directory));
    }

    private static void discard(Path directory) {
        try {
            PrivateFiles.deleteTree(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + directory, e);
        }
    }
}
