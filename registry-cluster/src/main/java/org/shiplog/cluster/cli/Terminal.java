package org.shiplog.cluster.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.time.Clock;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What surrounds a command: the environment it was started in, what it reads, where it prints, and the time.
 *
 * @param log directs the process's log, for a command that goes on running
 */
public record Terminal(
        Map<String, String> environment,
        InputStream in,
        PrintStream out,
        PrintStream err,
        Clock clock,
        Consumer<LogTarget> log) {
    public Terminal {
        environment = Map.copyOf(environment);
    }

    public static Terminal ofProcess() {
        return new Terminal(
                System.getenv(), System.in, System.out, System.err, Clock.systemUTC(), NodeLog::ofProcessTo);
    }
}
