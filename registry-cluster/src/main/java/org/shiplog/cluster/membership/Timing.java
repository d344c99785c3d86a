package org.shiplog.cluster.membership;

import java.time.Duration;

/**
 * How patient nodes are with each other.
 *
 * @param heartbeat the pause between two signs of life
 * @param stale a sign of life that is older, by the database's clock, says nothing any more
 * @param observed how long a node with only stale signs is watched before it counts as dead. After an outage of the database
 *     every sign is stale, and the nodes need a moment to give the next.
 * @param joining how long to wait for the cluster's answer before looking into the database again
 * @param start how long joining may take in all
 * @param forgotten the database forgets a node that was silent for so long
 */
public record Timing(
        Duration heartbeat, Duration stale, Duration observed, Duration joining, Duration start, Duration forgotten) {
    public static final Timing STANDARD = new Timing(
            Duration.ofSeconds(1),
            Duration.ofSeconds(10),
            Duration.ofSeconds(5),
            Duration.ofSeconds(2),
            Duration.ofSeconds(40),
            Duration.ofMinutes(10));
}
