package org.shiplog.cluster;

import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.ActorSystem;
import org.shiplog.cluster.config.LedgerConfig;
import org.shiplog.http.api.port.LedgerPorts;
import org.shiplog.projections.ledger.CheckpointSigner;
import org.shiplog.projections.ledger.LedgerQueries;
import org.shiplog.projections.ledger.LedgerReadModel;
import org.shiplog.projections.ledger.Signing;
import org.shiplog.projections.readmodel.Freshness;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ledger of a node: signs its head at an interval, which all nodes share through the database, and whenever it is asked to. */
final class NodeLedger {
    private static final Logger LOG = LoggerFactory.getLogger(NodeLedger.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final NodeDatabase database;
    private final LedgerConfig config;
    private final Executor blocking;
    private final CheckpointSigner signer;

    NodeLedger(NodeDatabase database, LedgerConfig config, Executor blocking) {
        this.database = database;
        this.config = config;
        this.blocking = blocking;
        this.signer = new CheckpointSigner(database.requests(), config.origin(), new SecureRandom());
    }

    void start(ActorSystem<?> system) {
        system.scheduler()
                .scheduleWithFixedDelay(
                        config.interval(),
                        config.interval(),
                        () -> blocking.execute(this::signWhenDue),
                        system.executionContext());
    }

    /** Why the head is not signed; empty when it is. */
    Optional<String> refusal() {
        return signer.refusal();
    }

    LedgerPorts ports(Freshness freshness) {
        return new LedgerPorts(
                new LedgerQueries(database.requests(), blocking),
                this::sign,
                () -> freshness.awaitHead(LedgerReadModel.NAME, LedgerReadModel.RANGES, PATIENCE));
    }

    private void signWhenDue() {
        try {
            // A little less, so that the nodes' clocks and delays do not make every second attempt come too soon.
            signer.sign(config.interval().dividedBy(2));
        } catch (SQLException | RuntimeException e) {
            LOG.warn("cannot sign the ledger, trying again in {}: {}", config.interval(), e.toString());
        }
    }

    /** Signs the head now. */
    CompletionStage<Signing> sign() {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return signer.sign();
                    } catch (SQLException e) {
                        throw new CompletionException(e);
                    }
                },
                blocking);
    }
}
