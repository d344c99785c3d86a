package org.shiplog.cluster.cli;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;

/** One run of the command line inside the test, with what it printed. */
public record CommandRun(int status, String out, String err) {
    static final ShiplogCommand.Actions NOTHING = new ShiplogCommand.Actions(
            (_, _) -> {
                throw new IllegalStateException("nobody should start a node here");
            },
            (_, _, _) -> {
                throw new IllegalStateException("nobody should rebuild here");
            },
            (_, _, _) -> {
                throw new IllegalStateException("nobody should verify a database here");
            },
            _ -> {
                throw new IllegalStateException("nobody should read blobs here");
            });

    public static CommandRun of(Map<String, String> environment, ShiplogCommand.Actions actions, String... arguments) {
        return at(Clock.systemUTC(), environment, actions, arguments);
    }

    static CommandRun at(
            Clock clock, Map<String, String> environment, ShiplogCommand.Actions actions, String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var terminal = new Terminal(
                environment,
                InputStream.nullInputStream(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                clock,
                _ -> {});
        int status = ShiplogCommand.run(terminal, actions, arguments);
        return new CommandRun(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
