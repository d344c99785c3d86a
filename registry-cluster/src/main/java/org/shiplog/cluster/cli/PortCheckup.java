package org.shiplog.cluster.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.List;
import org.shiplog.cluster.config.NodeConfig;
import org.shiplog.storage.postgres.DataDirectoryLock;

/** Are the ports free, or held by the node that uses this data directory? */
final class PortCheckup {
    private final NodeConfig config;

    PortCheckup(NodeConfig config) {
        this.config = config;
    }

    List<Finding> findings() {
        return List.of(
                finding("port", config.http(), "SHIPLOG_HTTP"),
                finding("management", config.management(), "SHIPLOG_MANAGEMENT"));
    }

    private Finding finding(String check, NodeConfig.Http wanted, String setting) {
        String place = wanted.host() + ":" + wanted.port();
        InetAddress address;
        try {
            address = InetAddress.getByName(wanted.host());
        } catch (UnknownHostException _) {
            return Finding.fail(
                    check,
                    wanted.host() + " has no address",
                    "Set " + setting + "_HOST to a name or an address of this machine.");
        }
        if (wanted.port() == 0) {
            return Finding.ok(check, "any free one on " + wanted.host());
        }
        boolean nodeRuns = DataDirectoryLock.isHeld(config.dataDirectory());
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(address, wanted.port()));
            return nodeRuns
                    ? Finding.warn(
                            check,
                            place + " is free although a node runs on " + config.dataDirectory(),
                            "Give the doctor the settings of that node, or look into its log if it should listen"
                                    + " here.")
                    : Finding.ok(check, place + " is free");
        } catch (IOException e) {
            return nodeRuns
                    ? Finding.ok(check, place + " is held, and a node runs on " + config.dataDirectory())
                    : Finding.fail(
                            check,
                            place + ": " + e.getMessage(),
                            "Stop the program that listens there, or set " + setting + "_HOST and " + setting
                                    + "_PORT.");
        }
    }
}
