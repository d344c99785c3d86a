package org.shiplog.cluster.simulation;

import java.util.Optional;
import org.shiplog.domain.oci.Digest;

/**
 * What a client sends with one request.
 *
 * @param breaksOffAfter after how many bytes the client is gone; never if it is as many as there are
 * @param slowest the longest pause between two pieces, in microseconds
 * @param claimed the digest that the upload is said to have, if it is to be complete with this
 */
record SimulatedBody(byte[] bytes, int breaksOffAfter, long slowest, Optional<Digest> claimed) {
    static SimulatedBody whole(byte[] bytes) {
        return new SimulatedBody(bytes, bytes.length, Chance.MILLISECOND, Optional.empty());
    }

    boolean breaksOff() {
        return breaksOffAfter < bytes.length;
    }
}
