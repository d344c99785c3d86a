package org.shiplog.cluster;

import com.zaxxer.hikari.HikariDataSource;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.shiplog.cluster.config.NodeConfig;
import org.shiplog.storage.postgres.Database;
import org.shiplog.storage.postgres.DatabaseAddress;
import org.shiplog.storage.postgres.EmbeddedPostgres;
import org.shiplog.storage.postgres.PostgresBinaries;

/** A node's way to PostgreSQL: its own server, unless it was given one, and the pools that its parts share. */
final class NodeDatabase implements AutoCloseable {
    private static final int REQUEST_CONNECTIONS = 12;
    // Every worker of every read model holds one while it handles events.
    private static final int READ_MODEL_CONNECTIONS = 10;
    private static final int IMPATIENT_SECONDS = 4;

    private final Optional<EmbeddedPostgres> embedded;
    private final DatabaseAddress address;
    private final HikariDataSource requests;
    private final HikariDataSource readModels;

    private NodeDatabase(Optional<EmbeddedPostgres> embedded, DatabaseAddress address) {
        this.embedded = embedded;
        this.address = address;
        this.requests = Database.pool(address, "requests", REQUEST_CONNECTIONS);
        this.readModels = Database.pool(address, "read-models", READ_MODEL_CONNECTIONS);
    }

    /** Starts the server if there is none; the schema may still be an older one then. */
    static NodeDatabase open(NodeConfig config) {
        Optional<DatabaseAddress> given = config.database();
        if (given.isPresent()) {
            return new NodeDatabase(Optional.empty(), given.get());
        }
        PostgresBinaries binaries = PostgresBinaries.unpackedIn(config.postgresDirectory());
        EmbeddedPostgres embedded = EmbeddedPostgres.start(config.postgresDirectory(), binaries);
        return new NodeDatabase(Optional.of(embedded), embedded.address());
    }

    void migrate() {
        Database.migrate(requests);
    }

    /** For people: which database this is. */
    String description() {
        return (embedded.isPresent() ? "PostgreSQL, embedded, at " : "PostgreSQL at ") + address;
    }

    DatabaseAddress address() {
        return address;
    }

    /** For everything that a request may wait for. */
    DataSource requests() {
        return requests;
    }

    /** Apart from the requests', so that neither starves the other. */
    DataSource readModels() {
        return readModels;
    }

    List<HikariDataSource> pools() {
        return List.of(requests, readModels);
    }

    /** For connections that are kept open. */
    DataSource unpooled() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(address.jdbcUrl());
        return source;
    }

    /** For what a membership hangs on: a network that is silent must be noticed soon. */
    DataSource impatient() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(address.jdbcUrl());
        source.setApplicationName("shiplog-membership");
        source.setConnectTimeout(IMPATIENT_SECONDS);
        source.setSocketTimeout(IMPATIENT_SECONDS);
        source.setTcpKeepAlive(true);
        return source;
    }

    @Override
    public void close() {
        requests.close();
        readModels.close();
        embedded.ifPresent(EmbeddedPostgres::close);
    }
}
