package org.shiplog.cluster.cli;

import org.shiplog.cluster.config.NodeConfig;

/** Starts a node and returns when it answers requests. What was begun is undone when the start fails. */
@FunctionalInterface
public interface NodeStarter {
    RunningNode start(NodeConfig config, StartupReport report);
}
