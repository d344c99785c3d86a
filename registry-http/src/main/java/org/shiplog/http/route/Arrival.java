package org.shiplog.http.route;

import java.time.Instant;

/**
 * What the server knows of a request beyond its message.
 *
 * @param rawPath as the client wrote it, without the query
 * @param clientAddress the network address of the peer
 */
public record Arrival(String requestId, String rawPath, String clientAddress, Instant at) {}
