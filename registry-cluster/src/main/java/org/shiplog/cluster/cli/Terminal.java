package org.shiplog.cluster.cli;

import java.io.PrintStream;
import java.time.Clock;
import java.util.Map;

/** What surrounds a command: the environment it was started in, where it prints, and the time. */
public record Terminal(Map<String, String> environment, PrintStream out, PrintStream err, Clock clock) {
    public Terminal {
        environment = Map.copyOf(environment);
    }

    public static Terminal ofProcess() {
        return new Terminal(System.getenv(), System.out, System.err, Clock.systemUTC());
    }
}
