package org.shiplog.storage.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * The operating system's view of who runs on a cluster's files. A PostgreSQL process stays in its data directory as long as it
 * lives, which tells it from an unrelated process that was given the same pid later.
 */
final class ServerProcesses {
    /** Fast shutdown: ends sessions, writes a checkpoint, exits. */
    static final String FAST = "INT";

    /** Immediate shutdown: exits at once; the next start recovers from the write-ahead log. */
    static final String IMMEDIATE = "QUIT";

    private static final Path PROC = Path.of("/proc");

    private final Path cluster;

    ServerProcesses(Path cluster) {
        this.cluster = cluster;
    }

    /** The postmaster that {@code postmaster.pid} names, if it is alive and really runs on these files. */
    Optional<ProcessHandle> postmaster() throws IOException {
        return PostmasterFile.read(cluster)
                .flatMap(file -> ProcessHandle.of(file.pid()))
                .filter(process -> isServerHere(PROC.resolve(Long.toString(process.pid()))));
    }

    /** All processes of any server on these files, postmaster and children alike. */
    List<ProcessHandle> all() throws IOException {
        try (Stream<Path> processes = Files.list(PROC)) {
            return processes
                    .filter(process ->
                            Character.isDigit(process.getFileName().toString().charAt(0)))
                    .filter(this::isServerHere)
                    .flatMap(process -> ProcessHandle.of(
                            Long.parseLong(process.getFileName().toString()))
                            .stream())
                    .toList();
        }
    }

    static void signal(ProcessHandle process, String signal) throws IOException, InterruptedException {
        // The JDK can only send TERM and KILL; TERM would make PostgreSQL wait for its clients.
        new ProcessBuilder("/bin/sh", "-c", "kill -s \"$1\" \"$2\"", "sh", signal, Long.toString(process.pid()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    static boolean exitsWithin(ProcessHandle process, Duration limit) throws InterruptedException {
        try {
            process.onExit().get(limit.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException _) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean isServerHere(Path process) {
        try {
            Path program = Files.readSymbolicLink(process.resolve("exe")).getFileName();
            // A program file that was replaced meanwhile is shown with a suffix; one that is on no mount any more as the root.
            return program != null
                    && program.toString().startsWith("postgres")
                    && Files.readSymbolicLink(process.resolve("cwd")).equals(cluster);
        } catch (IOException | UncheckedIOException _) {
            return false;
        }
    }
}
