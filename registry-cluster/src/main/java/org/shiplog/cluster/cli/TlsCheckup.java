package org.shiplog.cluster.cli;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.shiplog.cluster.config.NodeConfig;
import org.shiplog.cluster.config.TlsIdentity;

/** How long will clients still trust the certificate? Nothing to say for a node without one. */
final class TlsCheckup {
    private static final Duration SOON = Duration.ofDays(14);

    private final NodeConfig config;
    private final Clock clock;

    TlsCheckup(NodeConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    List<Finding> findings() {
        return config.tls().map(this::expiry).stream().toList();
    }

    private Finding expiry(TlsIdentity identity) {
        Instant expires = identity.expires();
        Duration left = Duration.between(clock.instant(), expires);
        if (left.isNegative()) {
            return Finding.fail("tls", "the certificate ended at " + expires, "Renew it and start the node again.");
        }
        return left.compareTo(SOON) < 0
                ? Finding.warn("tls", "the certificate ends at " + expires, "Renew it and start the node again.")
                : Finding.ok("tls", "the certificate is good until " + expires);
    }
}
