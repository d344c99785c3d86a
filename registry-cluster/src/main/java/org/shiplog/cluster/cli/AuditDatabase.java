package org.shiplog.cluster.cli;

import com.zaxxer.hikari.HikariDataSource;
import java.security.SecureRandom;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.shiplog.cluster.config.NodeConfig;
import org.shiplog.projections.ledger.CheckpointSigner;
import org.shiplog.projections.ledger.LedgerQueries;
import org.shiplog.storage.postgres.Database;

/** The ledger in the node's database, for a command beside it. */
final class AuditDatabase implements AutoCloseable {
    private static final int CONNECTIONS = 2;

    private final DatabaseAccess access;
    private final HikariDataSource pool;
    private final NodeConfig config;

    private AuditDatabase(NodeConfig config) {
        this.config = config;
        this.access = DatabaseAccess.open(config);
        this.pool = Database.pool(access.address(), "audit", CONNECTIONS);
    }

    static AuditDatabase open(NodeConfig config) {
        return new AuditDatabase(config);
    }

    LedgerQueries queries() {
        return new LedgerQueries(pool, Runnable::run);
    }

    CheckpointSigner signer() {
        return new CheckpointSigner(pool, config.ledger().origin(), new SecureRandom());
    }

    /** What a query found; it ran in this thread. */
    static <T> T found(CompletionStage<T> query) {
        try {
            return query.toCompletableFuture().join();
        } catch (CompletionException e) {
            throw new IllegalStateException("the database cannot be asked", e.getCause());
        }
    }

    @Override
    public void close() {
        pool.close();
        access.close();
    }
}
