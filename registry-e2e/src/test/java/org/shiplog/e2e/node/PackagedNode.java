package org.shiplog.e2e.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.shiplog.e2e.command.Command;
import org.shiplog.e2e.command.Outcome;

/** The node as {@code package} leaves it, run through {@code ./shiplog}, which becomes the Java process itself. */
public final class PackagedNode {

    private PackagedNode() {}

    /** The words of a command line that begins with {@code ./shiplog}. */
    public static List<String> command(String... arguments) {
        requirePackaged();
        Rehearsal.ONCE.succeeds();
        return words(arguments);
    }

    /** The first command after a build takes longer. Nobody has to allow for that whose test happens to be the first. */
    private static final class Rehearsal {
        static final Outcome ONCE = run();

        private static Outcome run() {
            var environment = new HashMap<>(System.getenv());
            prepare(environment);
            return new Command(words("version"), Project.root(), environment, "").run(Duration.ofMinutes(5));
        }
    }

    private static List<String> words(String... arguments) {
        var command = new ArrayList<String>();
        command.add(Project.root().resolve("shiplog").toString());
        command.addAll(List.of(arguments));
        return command;
    }

    /** Takes the settings of whoever runs the tests out of an environment and puts the tests' own JDK and any free port in. */
    public static void prepare(Map<String, String> environment) {
        environment.keySet().removeIf(name -> name.startsWith("SHIPLOG_"));
        environment.put("SHIPLOG_MANAGEMENT_PORT", "0");
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        // Java need not learn what is hot for nodes that end within minutes.
        environment.put("REHEARSAL", "SHORT");
    }

    /** The script builds what it finds out of date; here Maven has just built it, and must not be started once more inside itself. */
    private static void requirePackaged() {
        var packaged = Project.root().resolve("registry-cluster/target/shiplog");
        if (!Files.isDirectory(packaged.resolve("lib"))) {
            throw new AssertionError("the node is not packaged: no " + packaged + "/lib; run ./mvnw package first");
        }
        var stamp = packaged.resolve("built");
        try {
            if (!Files.exists(stamp)) {
                Files.createFile(stamp);
            }
            Files.setLastModifiedTime(stamp, FileTime.from(Instant.now()));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
