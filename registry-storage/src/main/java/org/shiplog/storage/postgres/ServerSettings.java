package org.shiplog.storage.postgres;

import java.util.ArrayList;
import java.util.List;

/**
 * The settings of the embedded server, given on its command line so that a cluster made by an older version follows them
 * too. What an acknowledged push rests on is said out loud although it is PostgreSQL's default.
 */
final class ServerSettings {
    private static final List<String> DURABLE = List.of(
            "fsync=on", "full_page_writes=on", "synchronous_commit=on", "wal_level=replica", "data_sync_retry=off");

    /** No socket file and one loopback port: whoever connects needs the generated password. */
    private static final List<String> CLOSED =
            List.of("listen_addresses=127.0.0.1", "unix_socket_directories=", "password_encryption=scram-sha-256");

    /** Connections for ten nodes on one machine; one that is not used costs some kilobytes of shared memory. */
    private static final List<String> SMALL = List.of(
            "shared_buffers=128MB",
            "max_connections=400",
            "max_wal_size=1GB",
            "max_parallel_workers_per_gather=0",
            "jit=off");

    /** Statements may carry what users sent, so only the server's own words are logged. */
    private static final List<String> QUIET = List.of(
            "log_min_error_statement=panic",
            "log_checkpoints=off",
            "log_line_prefix=",
            "logging_collector=off",
            "log_timezone=UTC",
            "timezone=UTC");

    private ServerSettings() {}

    static List<String> arguments(int port) {
        var arguments = new ArrayList<String>();
        arguments.add("-p");
        arguments.add(Integer.toString(port));
        for (List<String> group : List.of(DURABLE, CLOSED, SMALL, QUIET)) {
            for (String setting : group) {
                arguments.add("-c");
                arguments.add(setting);
            }
        }
        return arguments;
    }
}
