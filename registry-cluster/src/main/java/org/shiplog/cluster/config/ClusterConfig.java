package org.shiplog.cluster.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How a node meets the others.
 *
 * @param host the name or address under which the other nodes reach this one
 * @param port 0 lets the operating system choose, which suits nodes that find each other in the database
 * @param seedNodes where the cluster is; empty for nodes that find each other in the database
 * @param tls set unless the host is a loopback address
 */
public record ClusterConfig(String host, int port, List<SeedNode> seedNodes, Optional<Tls> tls) {
    /** PEM files; they are read again when they change, so that certificates can be renewed while the node runs. */
    public record Tls(Path certificate, Path key, Path authority) {}

    static Optional<ClusterConfig> read(SettingValues values) {
        var host = values.value(Setting.CLUSTER_HOST, Checks::host);
        var port = values.value(Setting.CLUSTER_PORT, Checks::port);
        var seedNodes = values.value(Setting.CLUSTER_SEED_NODES, Checks::seedNodes);
        boolean anyTls = values.isSet(Setting.CLUSTER_TLS_CERT)
                || values.isSet(Setting.CLUSTER_TLS_KEY)
                || values.isSet(Setting.CLUSTER_TLS_CA);
        boolean leavesThisMachine = host.filter(name -> !isLoopback(name)).isPresent();
        if (anyTls || leavesThisMachine) {
            String why = anyTls
                    ? "because the cluster's TLS needs a certificate, its key and the authority that signs all nodes"
                    : "because nodes on more than one host talk over mutual TLS";
            values.require(Setting.CLUSTER_TLS_CERT, why);
            values.require(Setting.CLUSTER_TLS_KEY, why);
            values.require(Setting.CLUSTER_TLS_CA, why);
        }
        var certificate = values.value(Setting.CLUSTER_TLS_CERT, Checks::file);
        var key = values.value(Setting.CLUSTER_TLS_KEY, Checks::file);
        var authority = values.value(Setting.CLUSTER_TLS_CA, Checks::file);
        Optional<Tls> tls = certificate.flatMap(
                chain -> key.flatMap(secret -> authority.map(signer -> new Tls(chain, secret, signer))));
        return host.flatMap(
                name -> port.map(number -> new ClusterConfig(name, number, seedNodes.orElse(List.of()), tls)));
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost") || host.equals("::1") || host.matches("127\\.[0-9.]+");
    }
}
