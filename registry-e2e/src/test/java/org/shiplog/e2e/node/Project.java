package org.shiplog.e2e.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the checkout, its packaged node and the tests' own files lie. */
public final class Project {

    private Project() {}

    /** The folder that holds {@code ./shiplog}. */
    public static Path root() {
        var folder = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(folder.resolve("registry-e2e"))) {
            var parent = folder.getParent();
            if (parent == null) {
                throw new IllegalStateException("not inside the project: " + Path.of("").toAbsolutePath());
            }
            folder = parent;
        }
        return folder;
    }

    /** A folder under {@code target} that every build may throw away. */
    public static Path workFolder() {
        try {
            return Files.createDirectories(root().resolve("registry-e2e/target/e2e"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
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
