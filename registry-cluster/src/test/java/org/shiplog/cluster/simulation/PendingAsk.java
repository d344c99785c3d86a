package org.shiplog.cluster.simulation;

import java.util.concurrent.CompletableFuture;
import org.shiplog.cluster.entity.EntityReply;

/**
 * Who waits for an entity's reply.
 *
 * @param answered completes with the reply, and with the position in the journal that it reflects
 */
record PendingAsk(SimulatedNode asker, int incarnation, CompletableFuture<Answered> answered) {
    record Answered(EntityReply reply, long position) {}
}
