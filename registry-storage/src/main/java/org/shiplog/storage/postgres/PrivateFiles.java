package org.shiplog.storage.postgres;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Files that only their owner may read, such as generated passwords. A file gets its mode when it is created, never after,
 * so that there is no moment at which others can open it, and appears under its name only when it is whole and on disk.
 */
public final class PrivateFiles {
    private PrivateFiles() {}

    /** The directory that holds the file or directory. @throws NullPointerException for the root directory */
    static Path folderOf(Path path) {
        return Objects.requireNonNull(path.toAbsolutePath().getParent(), "the root directory is in none");
    }

    /** Writes the text with mode 0600, replacing what was there. After the return it survives a loss of power. */
    public static void write(Path file, String text) throws IOException {
        Path directory = folderOf(file);
        Path fresh = directory.resolve(
                file.getFileName() + ".new-" + ProcessHandle.current().pid());
        Files.deleteIfExists(fresh);
        var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (var channel =
                FileChannel.open(fresh, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), mode)) {
            var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        sync(directory);
    }

    /** Creates the directory with mode 0700, and missing parents with the mode that the umask gives. */
    public static void createDirectory(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Path parent = directory.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    static void sync(Path path) throws IOException {
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Removes a directory with everything in it, if it is there. Links are removed, not followed. */
    public static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
