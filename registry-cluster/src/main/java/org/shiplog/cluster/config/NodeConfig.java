package org.shiplog.cluster.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.shiplog.storage.postgres.DatabaseAddress;

/**
 * What an operator decides about one node, read and checked by {@link ConfigReader}.
 *
 * @param dataDirectory absolute; it need not exist yet
 * @param adminPassword the administrator's first password; generated when empty
 * @param externalUrl how clients reach the node when that differs from where it listens, without a slash at the end
 * @param database an existing PostgreSQL; the node starts its own when empty
 * @param tls the node speaks plain HTTP when empty
 * @param management where health and metrics are asked for
 * @param tracing where spans are sent, as OTLP over HTTP; none are made when empty
 */
public record NodeConfig(
        Http http,
        Http management,
        Path dataDirectory,
        Optional<Secret> adminPassword,
        Optional<URI> externalUrl,
        Optional<DatabaseAddress> database,
        Optional<TlsIdentity> tls,
        ClusterConfig cluster,
        BlobsConfig blobs,
        Drain drain,
        LedgerConfig ledger,
        LogFormat logFormat,
        Optional<URI> tracing) {
    /**
     * Where the node listens.
     *
     * @param host a host name or an IP address
     * @param port 0 to 65535; 0 lets the operating system choose
     */
    public record Http(String host, int port) {}

    /**
     * How a node that is not alone leaves.
     *
     * @param delay how long it still takes requests after it said that it is not ready, so that balancers stop sending them
     * @param limit how long requests in progress may take after that
     */
    public record Drain(Duration delay, Duration limit) {}

    /** The form of the log. */
    public enum LogFormat {
        TEXT,
        JSON
    }

    /** The embedded PostgreSQL's place; unused when {@link #database} is set. */
    public Path postgresDirectory() {
        return dataDirectory.resolve("postgres");
    }

    /** The address that clients are told: the external one, or the one the node listens on when its port is {@code port}. */
    public URI clientUrl(int port) {
        return externalUrl.orElseGet(() -> {
            String host = http.host().contains(":") ? "[" + http.host() + "]" : http.host();
            return URI.create((tls.isPresent() ? "https://" : "http://") + host + ":" + port);
        });
    }
}
