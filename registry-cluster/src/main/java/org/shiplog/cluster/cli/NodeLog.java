package org.shiplog.cluster.cli;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/** Where a running node logs: everything of ours into a file of its data directory, and only warnings to the terminal. */
final class NodeLog {
    private NodeLog() {}

    static void toDirectory(Path directory) {
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            return;
        }
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
