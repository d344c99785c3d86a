package org.shiplog.e2e.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.shiplog.e2e.command.Command;

/** Where the checkout, its packaged node and the tests' own files lie. */
public final class Project {

    private Project() {}

    /** The folder that holds {@code ./shiplog}. */
    public static Path root() {
        var folder = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(folder.resolve("registry-e2e"))) {
            var parent = folder.getParent();
            if (parent == null) {
                throw new IllegalStateException(
                        "not inside the project: " + Path.of("").toAbsolutePath());
            }
            folder = parent;
        }
        return folder;
    }

    /** A folder under {@code target}, empty when the run begins: what a run leaves can be looked at until the next one. */
    public static Path workFolder() {
        return Once.WORK;
    }

    private static Path emptied(Path folder) {
        // By a program, which goes on where something cannot be removed, such as what a killed run left mounted.
        Command.of(root(), "rm", "-rf", "--one-file-system", folder.toString()).run();
        try {
            return Files.createDirectories(folder);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static final class Once {
        static final Path WORK = emptied(root().resolve("registry-e2e/target/e2e"));
    }

    /** A new folder below {@link #workFolder()}. */
    public static Path newFolder(String prefix) {
        try {
            return Files.createTempDirectory(workFolder(), prefix + "-");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
