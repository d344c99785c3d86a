package org.shiplog.storage.manifest;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.apache.pekko.util.ByteString;
import org.shiplog.domain.oci.Digest;

/**
 * Manifests as rows of the table {@code manifests}.
 *
 * <p>Each call waits on a virtual thread of its own; the pool of connections, which must be bounded, bounds the load on
 * the database and, by its timeout for borrowing, how long a call can take.
 */
public final class PostgresManifestStore implements ManifestStore {
    private static final String INSERT = """
        INSERT INTO manifests (digest, bytes) VALUES (?, ?) ON CONFLICT (digest) DO NOTHING
        """;

    // By the primary key.
    private static final String SELECT = """
        SELECT bytes FROM manifests WHERE digest = ?
        """;

    private final DataSource pool;
    private final Executor executor = Executors.newVirtualThreadPerTaskExecutor();

    /** @param pool of connections that commit each statement */
    public PostgresManifestStore(DataSource pool) {
        this.pool = pool;
    }

    @Override
    public CompletionStage<Void> put(Digest digest, ByteString bytes) {
        if (bytes.length() > MAX_BYTES) {
            throw new IllegalArgumentException("a manifest of " + bytes.length() + " bytes");
        }
        return CompletableFuture.runAsync(() -> insert(digest, bytes), executor);
    }

    @Override
    public CompletionStage<Optional<ByteString>> get(Digest digest) {
        return CompletableFuture.supplyAsync(() -> select(digest), executor);
    }

    private void insert(Digest digest, ByteString bytes) {
        try (Connection connection = pool.getConnection();
                PreparedStatement insert = connection.prepareStatement(INSERT)) {
            insert.setString(1, digest.toString());
            insert.setBytes(2, bytes.toArrayUnsafe());
            insert.executeUpdate();
        } catch (SQLException e) {
            throw new ManifestStoreException("cannot store manifest " + digest, e);
        }
    }

    private Optional<ByteString> select(Digest digest) {
        try (Connection connection = pool.getConnection();
                PreparedStatement select = connection.prepareStatement(SELECT)) {
            select.setString(1, digest.toString());
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() ? Optional.of(ByteString.fromArrayUnsafe(rows.getBytes(1))) : Optional.empty();
            }
        } catch (SQLException e) {
            throw new ManifestStoreException("cannot load manifest " + digest, e);
        }
    }
}
