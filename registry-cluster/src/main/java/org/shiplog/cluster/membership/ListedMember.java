package org.shiplog.cluster.membership;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * Another node that the database lists as a member of the current incarnation.
 *
 * @param clusterHost where nodes reach it, with {@code clusterPort}
 * @param machine the name of its machine, for people
 * @param heartbeatAt its last sign of life by the database's clock
 * @param silent how long ago that was when the list was read
 */
record ListedMember(
        UUID run,
        String clusterHost,
        int clusterPort,
        String machine,
        long processId,
        Instant heartbeatAt,
        Duration silent) {
    MemberTable.Address address() {
        return new MemberTable.Address(clusterHost, clusterPort);
    }

    @Override
    public String toString() {
        return clusterHost + ":" + clusterPort + " (process " + processId + " on " + machine + ", silent for "
                + silent.toMillis() + " ms)";
    }
}
