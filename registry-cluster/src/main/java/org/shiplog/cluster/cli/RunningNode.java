package org.shiplog.cluster.cli;

import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.shiplog.cluster.config.Secret;

/** A node that answers requests, as the command line sees it. */
public interface RunningNode extends AutoCloseable {
    /** Where clients reach it. */
    URI url();

    /** Where health and metrics are asked for. */
    URI managementUrl();

    /** Completes with the reason when the node has lost its place in the cluster, and should be closed and started again. */
    CompletionStage<String> lost();

    /** The administrator's password if this start has generated it, which only the first one does. */
    Optional<Secret> firstPassword();

    /** Stops it step by step, the database last. Returns when everything has ended; closing twice does nothing. */
    @Override
    void close();
}
