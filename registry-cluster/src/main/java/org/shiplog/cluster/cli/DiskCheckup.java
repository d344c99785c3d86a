package org.shiplog.cluster.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Is there room under the data directory, and does a blob that is written there come back as it was? */
final class DiskCheckup {
    private static final long GIB = 1L << 30;
    private static final long TOO_LITTLE = GIB;
    private static final long SCARCE = 10 * GIB;
    private static final int PROBE_BYTES = 1 << 20;
    private static final Duration SLOW = Duration.ofMillis(200);

    private final Path dataDirectory;

    DiskCheckup(Path dataDirectory) {
        this.dataDirectory = dataDirectory;
    }

    List<Finding> findings() {
        return List.of(space(), probe());
    }

    private Finding space() {
        try {
            long free = Files.getFileStore(nearest(dataDirectory)).getUsableSpace();
            String detail = String.format(Locale.ROOT, "%.1f GiB free for %s", (double) free / GIB, dataDirectory);
            if (free < TOO_LITTLE) {
                return Finding.fail("disk", detail, "Free some space or set SHIPLOG_DATA_DIR to a larger disk.");
            }
            return free < SCARCE
                    ? Finding.warn("disk", detail, "Pushes are refused when it is full; plan for more.")
                    : Finding.ok("disk", detail);
        } catch (IOException e) {
            return Finding.fail(
                    "disk", "cannot tell the free space: " + e, "Check that the disk is mounted and healthy.");
        }
    }

    private Finding probe() {
        byte[] blob = new byte[PROBE_BYTES];
        new SecureRandom().nextBytes(blob);
        Path file = null;
        try {
            file = Files.createTempFile(nearest(dataDirectory), "doctor-", ".probe");
            long began = System.nanoTime();
            try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                var bytes = ByteBuffer.wrap(blob);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            if (!Arrays.equals(sha256(blob), sha256(Files.readAllBytes(file)))) {
                return Finding.fail("blob", "what was read is not what was written", "Replace this disk.");
            }
            String detail = "1 MiB written, synced and read again in " + took.toMillis() + " ms";
            return took.compareTo(SLOW) > 0
                    ? Finding.warn("blob", detail, "Every push waits for the disk; use a faster one.")
                    : Finding.ok("blob", detail);
        } catch (IOException e) {
            return Finding.fail(
                    "blob",
                    "cannot write under " + nearest(dataDirectory) + ": " + e.getMessage(),
                    "Give this user the right to write there, or set SHIPLOG_DATA_DIR.");
        } finally {
            discard(file);
        }
    }

    /** The data directory, or where it will be made: a check must not leave a directory behind. */
    static Path nearest(Path directory) {
        Path path = directory;
        while (!Files.isDirectory(path) && path.getParent() != null) {
            path = path.getParent();
        }
        return path;
    }

    private static void discard(@Nullable Path file) {
        if (file != null && !file.toFile().delete()) {
            file.toFile().deleteOnExit();
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
