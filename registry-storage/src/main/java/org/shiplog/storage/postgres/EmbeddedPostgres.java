package org.shiplog.storage.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A durable PostgreSQL that belongs to this process: started on a directory, supervised while open, stopped by
 * {@link #close()} and by nothing else.
 *
 * <h2>What happens when something dies</h2>
 *
 * <ul>
 *   <li>The server dies (killed, out of memory, a panic on a full disk): it is started again on the same port, first at once, then
 *       with growing pauses, until it stays.
 *   <li>This process dies: the server may live on. The next {@link #start} on the directory finds it by its files, stops it and
 *       starts its own, so that there are never two on the same files.
 *   <li>Both die: the next start recovers from the write-ahead log.
 * </ul>
 */
public final class EmbeddedPostgres implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final DataDirectoryLock lock;
    private final Cluster cluster;
    private final int port;
    private final DatabaseAddress address;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread supervisor;
    private volatile Postmaster postmaster;

    private EmbeddedPostgres(DataDirectoryLock lock, Cluster cluster) throws IOException, InterruptedException {
        this.lock = lock;
        this.cluster = cluster;
        Postmaster.evict(cluster);
        this.port = cluster.choosePort();
        this.address = cluster.address(port, Cluster.DATABASE);
        this.postmaster = Postmaster.start(cluster, port, closing);
        this.supervisor = Thread.ofVirtual().name("postgres-supervisor").unstarted(this::supervise);
        try {
            createDatabase();
        } catch (SQLException e) {
            postmaster.stop();
            throw new PostgresStartException("PostgreSQL runs but refuses us: " + e.getMessage(), e);
        }
    }

    /** Starts the database in the directory with the programs that all of this user's checkouts share. */
    public static EmbeddedPostgres start(Path directory) {
        return start(directory, PostgresBinaries.sharedByUser());
    }

    /**
     * Starts the database in the directory, creating both when they are missing, and returns when it takes connections.
     *
     * @throws DataDirectoryInUseException when another live process runs a database there
     * @throws PostgresStartException when PostgreSQL does not come up
     */
    public static EmbeddedPostgres start(Path directory, PostgresBinaries binaries) {
        var lock = DataDirectoryLock.acquire(directory);
        try {
            var postgres = new EmbeddedPostgres(lock, Cluster.open(directory, binaries));
            postgres.supervisor.start();
            return postgres;
        } catch (IOException e) {
            lock.close();
            throw new UncheckedIOException("cannot start PostgreSQL in " + directory, e);
        } catch (InterruptedException e) {
            lock.close();
            Thread.currentThread().interrupt();
            throw new PostgresStartException("interrupted while PostgreSQL was starting", e);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** The address of the database in the directory while some process runs it; empty when none does. */
    public static Optional<DatabaseAddress> running(Path directory) {
        try {
            return DataDirectoryLock.isHeld(directory) ? Cluster.lastAddress(directory) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look into " + directory, e);
        }
    }

    /** Whether a database was ever made in the directory. */
    public static boolean exists(Path directory) {
        return Cluster.exists(directory);
    }

    /** The same for as long as this object is open, through every restart of the server. */
    public DatabaseAddress address() {
        return address;
    }

    /** The address as a JDBC URL with its credentials in it: a secret. */
    public String jdbcUrl() {
        return address.jdbcUrl();
    }

    /** The process id of the server that runs at this moment. It changes when the server is restarted. */
    public long pid() {
        return postmaster.pid();
    }

    /** Ends all sessions, stops the server and frees the directory. Closing twice does nothing. */
    @Override
    public void close() {
        closing.countDown();
        try {
            postmaster.stop();
            supervisor.join();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot stop PostgreSQL", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.close();
        }
    }

    private void supervise() {
        try {
            while (true) {
                int status = postmaster.awaitExit();
                if (isClosing(Duration.ZERO)) {
                    return;
                }
                LOG.warn("PostgreSQL ended with status {}. Starting it again.", status);
                restart();
                if (isClosing(Duration.ZERO)) {
                    // close() may have stopped the one before.
                    postmaster.stop();
                    return;
                }
            }
        } catch (IOException e) {
            LOG.error("cannot stop PostgreSQL", e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void restart() throws InterruptedException {
        Duration pause = FIRST_PAUSE;
        while (!isClosing(Duration.ZERO)) {
            long began = System.nanoTime();
            try {
                postmaster = Postmaster.start(cluster, port, closing);
                LOG.info(
                        "PostgreSQL is back after {} ms",
                        Duration.ofNanos(System.nanoTime() - began).toMillis());
                return;
            } catch (IOException | RuntimeException e) {
                LOG.warn("PostgreSQL does not start; next attempt in {} ms. {}", pause.toMillis(), e.getMessage());
            }
            if (isClosing(pause)) {
                return;
            }
            Duration doubled = pause.multipliedBy(2);
            pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
        }
    }

    private boolean isClosing(Duration patience) throws InterruptedException {
        return closing.await(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void createDatabase() throws SQLException, IOException {
        try (var connection = DriverManager.getConnection(
                        cluster.address(port, "postgres").jdbcUrl());
                var statement = connection.createStatement();
                var found = statement.executeQuery(
                        "SELECT 1 FROM pg_database WHERE datname = '" + Cluster.DATABASE + "'")) {
            if (!found.next()) {
                statement.execute("CREATE DATABASE " + Cluster.DATABASE);
            }
        }
    }
}
