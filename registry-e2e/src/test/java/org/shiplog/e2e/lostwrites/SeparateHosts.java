package org.shiplog.e2e.lostwrites;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.shiplog.e2e.cluster.TestCluster;
import org.shiplog.e2e.network.NodeCertificates;
import org.shiplog.e2e.network.NodeNetwork;
import org.shiplog.e2e.network.Relay;
import org.shiplog.e2e.node.NodeSettings;
import org.shiplog.e2e.node.Project;
import org.shiplog.storage.s3.S3Server;

/**
 * Nodes on three hosts, as the guide sets them up: addresses of their own, mutual TLS, blobs in a bucket. Each has its own way
 * to the database.
 */
final class SeparateHosts implements TestCluster.Site, AutoCloseable {
    private static final int HOSTS = 3;
    private static final String LOOPBACK = "127.0.0.1:";

    private final NodeNetwork network;
    private final NodeCertificates certificates;
    private final S3Server store;
    private final Relay wayToStore;
    private final List<Relay> waysToDatabase = new ArrayList<>();

    private SeparateHosts(NodeNetwork network) {
        this.network = network;
        this.certificates = NodeCertificates.byTheGuide(network.innerPrefix());
        this.store = S3Server.start(Project.newFolder("bucket"));
        this.wayToStore = Relay.from(network.innerOfThisMachine(), store.port());
    }

    static SeparateHosts make() {
        var network = NodeNetwork.of(HOSTS);
        try {
            return new SeparateHosts(network);
        } catch (AssertionError | RuntimeException failure) {
            network.close();
            throw failure;
        }
    }

    @Override
    public NodeSettings settle(NodeSettings settings, int index) {
        String database = settings.environment().get("SHIPLOG_DATABASE_URL");
        int port = URI.create(database.substring("jdbc:".length())).getPort();
        Relay wayToDatabase = Relay.from(network.innerOfThisMachine(), port);
        waysToDatabase.add(wayToDatabase);
        return certificates
                .in(settings.at(network.place(index)), index)
                .with("SHIPLOG_CLUSTER_HOST", network.inner(index))
                .with("SHIPLOG_CLUSTER_PORT", "25520")
                .with("SHIPLOG_DATABASE_URL", database.replace(LOOPBACK + port, here(wayToDatabase)))
                .with("SHIPLOG_BLOBS_STORE", "s3")
                .with("SHIPLOG_S3_ENDPOINT", "http://" + here(wayToStore))
                .with("SHIPLOG_S3_BUCKET", S3Server.BUCKET)
                .with("SHIPLOG_S3_ACCESS_KEY", S3Server.CREDENTIALS.accessKey())
                .with("SHIPLOG_S3_SECRET_KEY", S3Server.CREDENTIALS.secretKey());
    }

    NodeNetwork network() {
        return network;
    }

    Relay wayToStore() {
        return wayToStore;
    }

    /** @param index from 0 */
    Relay wayToDatabase(int index) {
        return waysToDatabase.get(index);
    }

    @Override
    public void close() {
        waysToDatabase.forEach(Relay::close);
        wayToStore.close();
        store.close();
        network.close();
    }

    private String here(Relay relay) {
        return network.innerOfThisMachine() + ":" + relay.port();
    }
}
