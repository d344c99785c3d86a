package org.shiplog.cluster;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.shiplog.storage.postgres.Database;
import org.shiplog.storage.postgres.DatabaseAddress;
import org.shiplog.storage.postgres.EmbeddedPostgres;

/** A real PostgreSQL with the registry's schema. */
public final class TestDatabase implements AutoCloseable {
    private final EmbeddedPostgres postgres;
    private final HikariDataSource pool;

    private TestDatabase(EmbeddedPostgres postgres, HikariDataSource pool) {
        this.postgres = postgres;
        this.pool = pool;
    }

    public static TestDatabase start(Path directory) {
        EmbeddedPostgres postgres = EmbeddedPostgres.start(directory);
        HikariDataSource pool = Database.pool(postgres.address(), "test", 4);
        Database.migrate(pool);
        return new TestDatabase(postgres, pool);
    }

    public DatabaseAddress address() {
        return postgres.address();
    }

    public HikariDataSource pool() {
        return pool;
    }

    public long count(String sql, Object... parameters) throws SQLException {
        try (Connection connection = pool.getConnection();
                var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    @Override
    public void close() {
        pool.close();
        postgres.close();
    }
}
