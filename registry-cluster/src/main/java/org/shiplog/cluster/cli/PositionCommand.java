package org.shiplog.cluster.cli;

import java.sql.SQLException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.shiplog.projections.journal.JournalOffset;
import org.shiplog.projections.journal.JournalPlaces;
import org.shiplog.projections.journal.JournalPlaces.Place;
import org.shiplog.storage.postgres.Database;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Translates between positions and times. */
@Command(
        name = "position",
        description = {
            "Say which journal position belongs to a time, and which time to a position,",
            "and the PostgreSQL recovery target that restores to just there."
        })
final class PositionCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Parameters(
            paramLabel = "WHERE",
            arity = "0..1",
            description =
                    "A time like 2026-11-26T12:00:00Z, or a position like 4711/815. The journal's end without it.")
    private @Nullable String where;

    PositionCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws SQLException {
        try (var access = DatabaseAccess.open(config.read(terminal.environment()));
                var pool = Database.pool(access.address(), "position", 1)) {
            Optional<Place> place = find(new JournalPlaces(pool));
            if (place.isEmpty()) {
                terminal.err().println("There is no event before that.");
                return ShiplogCommand.FAILED;
            }
            terminal.out().println("position             " + place.get().offset());
            terminal.out().println("written              " + place.get().written());
            terminal.out().println("recovery_target_xid  " + place.get().recoveryTarget());
            return ShiplogCommand.DONE;
        }
    }

    private Optional<Place> find(JournalPlaces places) throws SQLException {
        if (where == null) {
            return places.at(JournalOffset.END);
        }
        try {
            return where.contains("/") ? places.at(JournalOffset.parse(where)) : places.at(Instant.parse(where));
        } catch (IllegalArgumentException | DateTimeParseException _) {
            throw new ParameterException(spec.commandLine(), "neither a position nor a time: " + where);
        }
    }
}
