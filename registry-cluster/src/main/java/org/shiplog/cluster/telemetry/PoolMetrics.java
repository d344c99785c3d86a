package org.shiplog.cluster.telemetry;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.persistence.jdbc.db.SlickExtension;
import org.apache.pekko.persistence.jdbc.db.SlickExtensionImpl;
import slick.jdbc.JdbcDataSource;
import slick.jdbc.hikaricp.HikariCPJdbcDataSource;

/** How much of a pool of database connections is in use. It is read at each scrape and costs the users of the pool nothing. */
final class PoolMetrics {
    private PoolMetrics() {}

    static void of(HikariDataSource pool, MeterRegistry registry) {
        connections(pool, registry, "active", HikariPoolMXBean::getActiveConnections);
        connections(pool, registry, "idle", HikariPoolMXBean::getIdleConnections);
        String name = pool.getPoolName();
        Gauge.builder("shiplog.database.connections.max", pool, HikariDataSource::getMaximumPoolSize)
                .description("Connections that the pool may open.")
                .tag("pool", name)
                .register(registry);
        Gauge.builder(
                        "shiplog.database.connections.waiting",
                        pool,
                        source -> read(source, HikariPoolMXBean::getThreadsAwaitingConnection))
                .description("Threads that wait for a connection of the pool.")
                .tag("pool", name)
                .register(registry);
    }

    /** The pool that the journal writes through: the library opens it and keeps it to itself. */
    static Optional<HikariDataSource> ofJournal(ActorSystem<?> system) {
        if (!(SlickExtension.get(system.classicSystem()) instanceof SlickExtensionImpl databases)) {
            return Optional.empty();
        }
        JdbcDataSource source = databases
                .database(system.settings().config().getConfig("jdbc-journal"))
                .database()
                .source();
        return source instanceof HikariCPJdbcDataSource pool ? Optional.of(pool.ds()) : Optional.empty();
    }

    private static void connections(
            HikariDataSource pool, MeterRegistry registry, String state, ToDoubleFunction<HikariPoolMXBean> reading) {
        Gauge.builder("shiplog.database.connections", pool, source -> read(source, reading))
                .description("Open connections to the database, by pool and by whether they are in use.")
                .tag("pool", pool.getPoolName())
                .tag("state", state)
                .register(registry);
    }

    /** A pool has no bean before it connects for the first time. */
    private static double read(HikariDataSource pool, ToDoubleFunction<HikariPoolMXBean> reading) {
        HikariPoolMXBean bean = pool.getHikariPoolMXBean();
        return bean == null ? 0 : reading.applyAsDouble(bean);
    }
}
