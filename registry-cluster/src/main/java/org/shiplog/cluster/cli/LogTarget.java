package org.shiplog.cluster.cli;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import org.shiplog.cluster.config.NodeConfig;
import org.shiplog.cluster.config.NodeConfig.LogFormat;

/**
 * Where a process that goes on running logs, and how.
 *
 * @param directory for the log's files; JSON goes to the standard error instead, where collectors read
 * @param node names the process in each line of JSON
 */
public record LogTarget(Path directory, LogFormat format, String node) {
    /** Text for people, in files of the directory. */
    public static LogTarget text(Path directory) {
        return new LogTarget(directory, LogFormat.TEXT, "");
    }

    static LogTarget of(NodeConfig config) {
        return new LogTarget(
                config.dataDirectory().resolve("log"),
                config.logFormat(),
                hostName() + ":" + config.http().port());
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException _) {
            // A host that does not know its own name.
            return "localhost";
        }
    }
}
