package org.shiplog.cluster.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.List;
import org.shiplog.cluster.config.NodeConfig;
import org.shiplog.storage.postgres.DataDirectoryLock;

/** Is the port free, or held by the node that uses this data directory? */
final class PortCheckup {
    private final NodeConfig config;

    PortCheckup(NodeConfig config) {
        this.config = config;
    }

    List<Finding> findings() {
        String place = config.http().host() + ":" + config.http().port();
        InetAddress address;
        try {
            address = InetAddress.getByName(config.http().host());
        } catch (UnknownHostException _) {
            return List.of(Finding.fail(
                    "port",
                    config.http().host() + " has no address",
                    "Set SHIPLOG_HTTP_HOST to a name or an address of this machine."));
        }
        boolean nodeRuns = DataDirectoryLock.isHeld(config.dataDirectory());
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(address, config.http().port()));
            return List.of(
                    nodeRuns
                            ? Finding.warn(
                                    "port",
                                    place + " is free although a node runs on " + config.dataDirectory(),
                                    "Give the doctor the settings of that node, or look into its log if it should"
                                            + " listen here.")
                            : Finding.ok("port", place + " is free"));
        } catch (IOException e) {
            return List.of(
                    nodeRuns
                            ? Finding.ok("port", place + " is held, and a node runs on " + config.dataDirectory())
                            : Finding.fail(
                                    "port",
                                    place + ": " + e.getMessage(),
                                    "Stop the program that listens there, or set SHIPLOG_HTTP_HOST and"
                                            + " SHIPLOG_HTTP_PORT."));
        }
    }
}
