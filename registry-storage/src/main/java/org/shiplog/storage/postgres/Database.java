package org.shiplog.storage.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** Opens pools of connections to a PostgreSQL and brings its schema to the version that this program was built with. */
public final class Database {
    /** Where every module keeps the migrations of its tables; all modules on the class path share one version sequence. */
    public static final String MIGRATIONS = "classpath:org/shiplog/schema";

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration BORROW = Duration.ofSeconds(10);
    /** A silent network would otherwise hold a thread for ever. Long statements must ask for more in their URL. */
    private static final Duration ANSWER = Duration.ofMinutes(2);

    private Database() {}

    /**
     * Opens a pool. It connects in the background and keeps trying, so a database that restarts needs no help.
     *
     * @param name shown in logs and, as application name, in {@code pg_stat_activity}
     * @param connections the upper limit of open connections, at least 1
     */
    public static HikariDataSource pool(DatabaseAddress address, String name, int connections) {
        var config = new HikariConfig();
        config.setPoolName(name);
        config.setJdbcUrl(address.jdbcUrl());
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(Math.min(2, connections));
        config.setConnectionTimeout(BORROW.toMillis());
        config.setKeepaliveTime(Duration.ofMinutes(2).toMillis());
        config.setInitializationFailTimeout(-1);
        config.addDataSourceProperty("ApplicationName", "shiplog-" + name);
        config.addDataSourceProperty("connectTimeout", Long.toString(CONNECT.toSeconds()));
        config.addDataSourceProperty("socketTimeout", Long.toString(ANSWER.toSeconds()));
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        return new HikariDataSource(config);
    }

    /**
     * Applies the migrations that are missing. Nodes that start together wait for each other under Flyway's own lock.
     *
     * @throws org.flywaydb.core.api.FlywayException when the schema is newer than this program or was altered by hand
     */
    public static void migrate(DataSource database) {
        Flyway.configure()
                .dataSource(database)
                .locations(MIGRATIONS)
                .validateMigrationNaming(true)
                .cleanDisabled(true)
                .connectRetries(10)
                .load()
                .migrate();
    }
}
