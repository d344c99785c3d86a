package org.shiplog.cluster.cli;

import java.sql.SQLException;
import java.util.concurrent.Callable;
import org.shiplog.projections.rebuild.RebuildResult;
import org.shiplog.storage.postgres.Database;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Rebuilds a projection, or shows how a rebuilt one would differ. Works beside a running node and without one. */
@Command(
        name = "rebuild",
        description = "Build a projection anew from the journal, beside the live one, and put it in its place.")
final class RebuildCommand implements Callable<Integer> {
    private static final int CONNECTIONS = 4;

    private final Terminal terminal;
    private final ProjectionRebuilder rebuilder;

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Parameters(paramLabel = "NAME", description = "The projection, for example catalog or audit.")
    private String name = "";

    @Option(
            names = "--compare",
            description = "Only compare: keep the live tables, list the differences, and end with 1 if there are any.")
    private boolean compare;

    RebuildCommand(Terminal terminal, ProjectionRebuilder rebuilder) {
        this.terminal = terminal;
        this.rebuilder = rebuilder;
    }

    @Override
    public Integer call() throws SQLException {
        var settings = config.read(terminal.environment());
        try (var access = DatabaseAccess.open(settings);
                var pool = Database.pool(access.address(), "rebuild", CONNECTIONS)) {
            var request = new ProjectionRebuilder.Request(name, compare);
            return report(rebuilder.rebuild(pool, request, this::progress));
        }
    }

    private void progress(long events) {
        terminal.err().println("  " + events + " events");
    }

    private int report(RebuildResult result) {
        return switch (result) {
            case RebuildResult.Replaced(var projection, var events) -> {
                terminal.out().println(projection + " was rebuilt from " + events + " events.");
                yield ShiplogCommand.DONE;
            }
            case RebuildResult.Compared compared -> report(compared);
            case RebuildResult.UnknownProjection(var asked, var known) -> {
                terminal.err().println("There is no projection " + asked + ". There are: " + String.join(", ", known));
                yield ShiplogCommand.UNUSABLE;
            }
            case RebuildResult.AlreadyRunning(var projection) -> {
                terminal.err().println("Another rebuild of " + projection + " is under way.");
                yield ShiplogCommand.FAILED;
            }
        };
    }

    private int report(RebuildResult.Compared compared) {
        if (compared.equal()) {
            terminal.out().println(compared.projection() + " equals what " + compared.events() + " events make of it.");
            return ShiplogCommand.DONE;
        }
        terminal.out()
                .println(compared.projection() + " differs from what " + compared.events() + " events make of it:");
        for (var table : compared.tables()) {
            terminal.out()
                    .println("  " + table.table() + ": " + table.onlyLive() + " rows only in the live table, "
                            + table.onlyRebuilt() + " only in the rebuilt one");
            table.examples().forEach(row -> terminal.out().println("    " + row));
        }
        return ShiplogCommand.FAILED;
    }
}
