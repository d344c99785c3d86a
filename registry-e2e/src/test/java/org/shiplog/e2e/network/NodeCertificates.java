package org.shiplog.e2e.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import org.shiplog.e2e.command.Command;
import org.shiplog.e2e.node.NodeSettings;
import org.shiplog.e2e.node.Project;

/** Certificates of three nodes, made by the very commands that the guide tells people to use. */
public final class NodeCertificates {
    private static final String GUIDE = "docs/guides/cluster.md";
    private static final String GUIDES_PREFIX = "10.0.0.";

    private final Path folder;

    private NodeCertificates(Path folder) {
        this.folder = folder;
    }

    /** @param prefix what the nodes' addresses begin with; they end with 1, 2 and 3 */
    public static NodeCertificates byTheGuide(String prefix) {
        var folder = Project.newFolder("certificates");
        var script = "set -e\n" + commands().replace(GUIDES_PREFIX, prefix);
        Command.of(folder, "bash", "-c", script).run(Duration.ofMinutes(2)).succeeds();
        return new NodeCertificates(folder);
    }

    /** The settings with which a node uses its certificate. @param index from 0 */
    public NodeSettings in(NodeSettings settings, int index) {
        String name = "node" + (index + 1);
        return settings.with("SHIPLOG_CLUSTER_TLS_CERT", file(name + ".pem"))
                .with("SHIPLOG_CLUSTER_TLS_KEY", file(name + ".key"))
                .with("SHIPLOG_CLUSTER_TLS_CA", file("ca.pem"));
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private static String commands() {
        try (var lines = Files.lines(Project.root().resolve(GUIDE))) {
            String commands = lines.dropWhile(line -> !line.equals("### Certificates for the nodes"))
                    .skip(1)
                    .takeWhile(line -> !line.startsWith("#"))
                    .filter(line -> line.startsWith("    "))
                    .map(line -> line.substring(4))
                    .collect(Collectors.joining("\n"));
            if (!commands.contains(GUIDES_PREFIX)) {
                throw new AssertionError("no commands for the nodes' certificates in " + GUIDE + ": " + commands);
            }
            return commands;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
