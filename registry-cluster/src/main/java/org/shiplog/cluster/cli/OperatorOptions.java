package org.shiplog.cluster.cli;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.shiplog.cluster.config.NodeConfig;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that all commands share which ask a running node for something. */
final class OperatorOptions {
    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Ask the node there (default: one that the database lists as running).")
    private @Nullable URI url;

    NodeConfig read(Map<String, String> environment) {
        return config.read(environment);
    }

    Optional<URI> url() {
        return Optional.ofNullable(url);
    }
}
