package org.shiplog.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.shiplog.storage.postgres.Database;
import org.shiplog.storage.postgres.DatabaseAddress;
import org.shiplog.storage.postgres.EmbeddedPostgres;

/** One PostgreSQL for all tests of the module, stopped with the JVM. */
public final class TestDatabase {
    /** Held by test classes that call {@link #withoutKeys}: what it returns is the same for all. */
    public static final String KEYS = "signing keys";

    private static final int CONNECTIONS = 8;

    private static final AtomicLong FRESH = new AtomicLong();

    private TestDatabase() {}

    private static final class Running {
        static final EmbeddedPostgres POSTGRES = start();
        static final DataSource DATABASE = migrated(POSTGRES.address());
    }

    /** Apart from what servers sign with meanwhile. */
    private static final class Keys {
        static final DataSource DATABASE = create();

        private static DataSource create() {
            run(Running.DATABASE, "CREATE DATABASE keys");
            String url = Running.POSTGRES.jdbcUrl().replaceFirst("(://[^/]+/)[^?]*", "$1keys");
            return migrated(new DatabaseAddress(url));
        }
    }

    /** Migrated, and without signing keys. */
    public static DataSource withoutKeys() {
        run(Keys.DATABASE, "TRUNCATE signing_key");
        return Keys.DATABASE;
    }

    public static DataSource get() {
        return Running.DATABASE;
    }

    /** A migrated database that nobody else uses. */
    static DataSource fresh() {
        String name = "fresh_" + FRESH.incrementAndGet();
        run(Running.DATABASE, "CREATE DATABASE " + name);
        String url = Running.POSTGRES.jdbcUrl().replaceFirst("(://[^/]+/)[^?]*", "$1" + name);
        return migrated(new DatabaseAddress(url));
    }

    private static EmbeddedPostgres start() {
        try {
            EmbeddedPostgres postgres = EmbeddedPostgres.start(Files.createTempDirectory("shiplog-http-test"));
            Runtime.getRuntime().addShutdownHook(new Thread(postgres::close));
            return postgres;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DataSource migrated(DatabaseAddress address) {
        DataSource database = Database.pool(address, "test", CONNECTIONS);
        Database.migrate(database);
        return database;
    }

    private static void run(DataSource database, String sql) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}
