package org.shiplog.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.shiplog.storage.postgres.Database;
import org.shiplog.storage.postgres.EmbeddedPostgres;

/** One PostgreSQL for all tests of the module, stopped with the JVM. */
public final class TestDatabase {
    private TestDatabase() {}

    private static final class Running {
        static final DataSource DATABASE = start();
    }

    /** Migrated, and without signing keys. */
    public static DataSource withoutKeys() {
        try (Connection connection = Running.DATABASE.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("TRUNCATE signing_key");
            return Running.DATABASE;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public static DataSource get() {
        return Running.DATABASE;
    }

    private static DataSource start() {
        try {
            EmbeddedPostgres postgres = EmbeddedPostgres.start(Files.createTempDirectory("shiplog-http-test"));
            Runtime.getRuntime().addShutdownHook(new Thread(postgres::close));
            DataSource database = Database.pool(postgres.address(), "test", 8);
            Database.migrate(database);
            return database;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
