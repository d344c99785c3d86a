package org.shiplog.e2e.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.shiplog.e2e.command.Command;
import org.shiplog.e2e.node.Project;

/** A file system of a few megabytes in memory, mounted on a folder while the test runs. Mounting needs root. */
record SmallFileSystem(Path folder) implements AutoCloseable {

    private static final String BALLAST = "ballast";

    static SmallFileSystem mount(Path folder, int mebibytes) {
        try {
            Files.createDirectories(folder);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        mount("-t", "tmpfs", "-o", "size=" + mebibytes + "m,mode=755", "shiplog-e2e", folder.toString());
        return new SmallFileSystem(folder);
    }

    /** Keeps one folder of the small file system on the disk of {@code elsewhere}, so that it never fills up. */
    void keepElsewhere(String name, Path elsewhere) {
        try {
            Files.createDirectories(elsewhere);
            mount("--bind", elsewhere.toString(), Files.createDirectories(folder.resolve(name)).toString());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void mount(String... arguments) {
        var words = new ArrayList<String>(List.of("mount"));
        words.addAll(List.of(arguments));
        var mounted = Command.of(Project.root(), words.toArray(String[]::new)).run();
        if (mounted.status() != 0) {
            throw new AssertionError("a full disk cannot be made here (it needs root and the right to mount): " + mounted);
        }
    }

    /** Takes room away until {@code left} bytes are free. */
    void fillUpTo(long left) {
        var block = new byte[64 * 1024];
        try (OutputStream out = Files.newOutputStream(folder.resolve(BALLAST))) {
            for (var room = free() - left; room > 0; room = free() - left) {
                out.write(block, 0, (int) Math.min(block.length, room));
            }
        } catch (IOException full) {
            if (free() > left + block.length) {
                throw new UncheckedIOException(full);
            }
        }
    }

    /** Gives the room back that {@link #fillUpTo} took. */
    void removeBallast() {
        try {
            Files.delete(folder.resolve(BALLAST));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    long free() {
        try {
            return Files.getFileStore(folder).getUsableSpace();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        Command.of(Project.root(), "umount", "--lazy", "--recursive", folder.toString()).run();
    }
}
