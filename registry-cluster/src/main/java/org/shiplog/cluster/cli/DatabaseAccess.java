package org.shiplog.cluster.cli;

import org.jspecify.annotations.Nullable;
import org.shiplog.cluster.config.NodeConfig;
import org.shiplog.storage.postgres.DataDirectoryLock;
import org.shiplog.storage.postgres.DatabaseAddress;
import org.shiplog.storage.postgres.EmbeddedPostgres;
import org.shiplog.storage.postgres.PostgresBinaries;

/**
 * The node's database for a command beside it: the external one, the embedded one of the running node, or the embedded one
 * started for as long as the command lasts.
 */
final class DatabaseAccess implements AutoCloseable {
    /** Whose database is used. */
    enum Origin {
        EXTERNAL,
        RUNNING_NODE,
        STARTED_FOR_THIS
    }

    private final DatabaseAddress address;
    private final Origin origin;
    private final @Nullable Started started;

    /** A database of our own, and the data directory that no node may take meanwhile. */
    private record Started(EmbeddedPostgres postgres, DataDirectoryLock lock) {}

    private DatabaseAccess(DatabaseAddress address, Origin origin, @Nullable Started started) {
        this.address = address;
        this.origin = origin;
        this.started = started;
    }

    static DatabaseAccess open(NodeConfig config) {
        if (config.database().isPresent()) {
            return new DatabaseAccess(config.database().get(), Origin.EXTERNAL, null);
        }
        var running = EmbeddedPostgres.running(config.postgresDirectory());
        if (running.isPresent()) {
            return new DatabaseAccess(running.get(), Origin.RUNNING_NODE, null);
        }
        var lock = DataDirectoryLock.acquire(config.dataDirectory());
        try {
            var binaries = PostgresBinaries.unpackedIn(config.postgresDirectory());
            var postgres = EmbeddedPostgres.start(config.postgresDirectory(), binaries);
            return new DatabaseAccess(postgres.address(), Origin.STARTED_FOR_THIS, new Started(postgres, lock));
        } catch (RuntimeException e) {
            lock.close();
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
        if (started != null) {
            started.postgres().close();
            started.lock().close();
        }
    }
}
