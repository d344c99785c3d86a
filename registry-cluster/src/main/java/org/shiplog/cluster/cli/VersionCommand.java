package org.shiplog.cluster.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "version", description = "Show the versions of Shiplog, its PostgreSQL and the Java it runs on.")
final class VersionCommand implements Callable<Integer> {
    private final Terminal terminal;

    VersionCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Release release = Release.current();
        terminal.out().println("shiplog " + release.version());
        terminal.out().println("embedded PostgreSQL " + release.postgres());
        terminal.out().println("Java " + Runtime.version() + " (" + System.getProperty("java.home") + ")");
        return ShiplogCommand.DONE;
    }
}
