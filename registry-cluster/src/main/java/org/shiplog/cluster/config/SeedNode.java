package org.shiplog.cluster.config;

/** Where a node of an existing cluster listens for other nodes. */
public record SeedNode(String host, int port) {}
