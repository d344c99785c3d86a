package org.shiplog.e2e.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.shiplog.e2e.command.Command;

/** Finds a data folder's PostgreSQL by the file in which the postmaster keeps its process id. */
final class EmbeddedPostmaster {

    private static final int DEPTH = 4;

    private EmbeddedPostmaster() {}

    static Optional<ProcessHandle> of(Path data) {
        var folder = data.resolve("postgres");
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.find(
                folder, DEPTH, (path, _) -> path.getFileName().toString().equals("postmaster.pid"))) {
            return files.findFirst().flatMap(EmbeddedPostmaster::process);
        } catch (IOException | UncheckedIOException _) {
            // The folder is changing under us: PostgreSQL is on its way in or out.
            return Optional.empty();
        }
    }

    /** Ends PostgreSQL without a checkpoint but with its shared memory freed, which SIGKILL would leave behind. */
    static void end(ProcessHandle postmaster) {
        Command.of(Project.root(), "kill", "-QUIT", Long.toString(postmaster.pid()))
                .run();
        postmaster.onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }

    private static Optional<ProcessHandle> process(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.findFirst()
                    .map(String::strip)
                    .filter(line -> line.matches("[0-9]{1,9}"))
                    .flatMap(line -> ProcessHandle.of(Long.parseLong(line)))
                    .filter(ProcessHandle::isAlive)
                    .filter(EmbeddedPostmaster::isPostgres);
        } catch (IOException | UncheckedIOException _) {
            return Optional.empty();
        }
    }

    /** A file left behind by a killed postmaster may name a process id that something else has by now. */
    private static boolean isPostgres(ProcessHandle process) {
        return process.info()
                .command()
                .map(command -> command.endsWith("/postgres"))
                .orElse(false);
    }
}
