package org.shiplog.cluster.cli;

import java.net.URI;
import java.util.Optional;
import org.shiplog.cluster.config.Secret;

/** A node that answers requests, as the command line sees it. */
public interface RunningNode extends AutoCloseable {
    /** Where clients reach it. */
    URI url();

    /** The administrator's password if this start has generated it, which only the first one does. */
    Optional<Secret> firstPassword();

    /** Stops it step by step, the database last. Returns when everything has ended; closing twice does nothing. */
    @Override
    void close();
}
