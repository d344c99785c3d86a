package org.shiplog.cluster.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.shiplog.cluster.config.ConfigReader;
import org.shiplog.cluster.config.NodeConfig;
import picocli.CommandLine.Option;

/** The option that all commands with settings share. */
final class ConfigOption {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Read settings from this HOCON file. SHIPLOG_* environment variables win over it.")
    private @Nullable Path file;

    NodeConfig read(Map<String, String> environment) {
        return ConfigReader.read(Optional.ofNullable(file), environment);
    }
}
