package org.shiplog.storage.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The right to use a data directory, held by at most one process at a time. The operating system gives it back when the
 * process dies, however it dies, so a lock file that is left behind never stands in the way of the next start.
 */
public final class DataDirectoryLock implements AutoCloseable {
    private static final String FILE = "lock";

    /**
     * What this process holds. POSIX locks belong to the process, and closing any channel of a locked file gives the lock up,
     * so a second look from the same process must not even open the file.
     */
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private DataDirectoryLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Takes the lock, creating the directory when it is missing.
     *
     * @throws DataDirectoryInUseException when another process, or another part of this one, holds it
     */
    public static DataDirectoryLock acquire(Path directory) {
        try {
            PrivateFiles.createDirectory(directory);
            Path file = directory.toRealPath().resolve(FILE);
            if (!HELD_HERE.add(file)) {
                throw new DataDirectoryInUseException(directory.toAbsolutePath(), "this process itself");
            }
            return lock(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot lock the data directory " + directory.toAbsolutePath(), e);
        }
    }

    /** Whether some process holds the lock at this moment. */
    public static boolean isHeld(Path directory) {
        if (!Files.exists(directory.resolve(FILE))) {
            return false;
        }
        try {
            Path file = directory.toRealPath().resolve(FILE);
            if (HELD_HERE.contains(file)) {
                return true;
            }
            try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                return channel.tryLock() == null;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look at the lock of " + directory.toAbsolutePath(), e);
        }
    }

    /** Gives the directory free. The file stays: removing it would race with a process that is just opening it. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot release " + file, e);
        } finally {
            HELD_HERE.remove(file);
        }
    }

    private static DataDirectoryLock lock(Path file) throws IOException {
        try {
            var channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try {
                claim(channel, PrivateFiles.folderOf(file));
                return new DataDirectoryLock(file, channel);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            HELD_HERE.remove(file);
            throw e;
        }
    }

    private static void claim(FileChannel channel, Path directory) throws IOException {
        if (channel.tryLock() == null) {
            throw new DataDirectoryInUseException(directory, owner(channel));
        }
        channel.truncate(0);
        channel.write(StandardCharsets.US_ASCII.encode(ProcessHandle.current().pid() + "\n"), 0);
    }

    private static String owner(FileChannel channel) throws IOException {
        var bytes = ByteBuffer.allocate(32);
        channel.read(bytes, 0);
        String pid = new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII).strip();
        return pid.isEmpty() ? "another Shiplog process" : "another Shiplog process (pid " + pid + ")";
    }
}
