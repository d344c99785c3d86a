package org.shiplog.cluster.cli;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/** Where a running node logs: everything of ours into a file of its data directory, and only warnings to the terminal. */
final class NodeLog {
    private NodeLog() {}

    /** Directs the log of this process, and keeps what libraries print out of the start-up report. */
    static void ofProcessTo(Path directory) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            configure(context, directory);
        }
        // Pekko Projection prints a line for every projection that it stops.
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    }

    static void configure(LoggerContext context, Path directory) {
        var configurator = new JoranConfigurator();
        context.reset();
        context.putProperty("LOG_DIRECTORY", directory.toString());
        configurator.setContext(context);
        try {
            configurator.doConfigure(NodeLog.class.getResource("node-logback.xml"));
        } catch (JoranException e) {
            throw new IllegalStateException("the packaged log configuration is unusable", e);
        }
    }
}
