package org.shiplog.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where a node listens to the other nodes of its cluster.
 *
 * @param host what the others reach it by, and what it binds
 * @param port 0 for any free one
 * @param tls for an address that others than this host's processes can reach
 */
public record ArteryAddress(String host, int port, Optional<MutualTls> tls) {
    /** Any free port, only to be reached from this host. */
    public static final ArteryAddress LOOPBACK = new ArteryAddress("127.0.0.1", 0, Optional.empty());

    /**
     * Both ends of a connection show a certificate that {@code authority} issued, and take the other for a node of the same
     * cluster when the two certificates share a subject name (CN or SAN). The files are PEM and are read again every few
     * minutes, so that certificates can be renewed under a running node.
     *
     * @param key an RSA key, PKCS#8 without a password or PKCS#1
     */
    public record MutualTls(Path certificate, Path key, Path authority) {}

    Config config() {
        Map<String, Object> settings = new HashMap<>();
        settings.put("canonical.hostname", host);
        settings.put("canonical.port", port);
        tls.ifPresent(files -> {
            settings.put("transport", "tls-tcp");
            settings.put(
                    "ssl.ssl-engine-provider", "org.apache.pekko.remote.artery.tcp.ssl.RotatingKeysSSLEngineProvider");
            String engine = "ssl.rotating-keys-engine.";
            settings.put(engine + "cert-file", files.certificate().toString());
            settings.put(engine + "key-file", files.key().toString());
            settings.put(engine + "ca-cert-file", files.authority().toString());
        });
        return ConfigFactory.parseMap(settings, "the node's address in its cluster")
                .atPath("pekko.remote.artery");
    }
}
