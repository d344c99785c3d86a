package org.shiplog.cluster.cli;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.shiplog.cluster.config.NodeConfig.LogFormat;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * How a running node logs. As text, everything of ours goes into a file of its data directory and only warnings to the
 * terminal; as JSON, everything goes to the standard error, with a line for every request.
 */
final class NodeLog {
    private NodeLog() {}

    /** Directs the log of this process, and keeps what libraries print out of the start-up report. */
    static void ofProcessTo(LogTarget target) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            configure(context, target);
        }
        // The JDBC driver and the sender of traces log by the JDK's own means.
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        // Pekko Projection prints a line for every projection that it stops.
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    }

    static void configure(LoggerContext context, LogTarget target) {
        var configurator = new JoranConfigurator();
        context.reset();
        context.putProperty("LOG_DIRECTORY", target.directory().toString());
        context.putProperty("NODE", target.node());
        configurator.setContext(context);
        try {
            configurator.doConfigure(NodeLog.class.getResource(configuration(target.format())));
        } catch (JoranException e) {
            throw new IllegalStateException("the packaged log configuration is unusable", e);
        }
    }

    private static String configuration(LogFormat format) {
        return switch (format) {
            case TEXT -> "node-logback.xml";
            case JSON -> "node-logback-json.xml";
        };
    }
}
