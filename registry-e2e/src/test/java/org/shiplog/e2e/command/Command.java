package org.shiplog.e2e.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A program to run to its end: arguments, folder, the whole of its environment, and what it reads from its input. */
public record Command(List<String> arguments, Path folder, Map<String, String> environment, String input) {

    private static final Duration LIMIT = Duration.ofSeconds(90);

    public Command {
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
    }

    public static Command of(Path folder, String... arguments) {
        return new Command(List.of(arguments), folder, System.getenv(), "");
    }

    /** Runs the program and waits for it, at most 90 seconds: one that takes longer is killed and fails the test. */
    public Outcome run() {
        return run(LIMIT);
    }

    public Outcome run(Duration limit) {
        var builder = new ProcessBuilder(arguments).directory(folder.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        try (var readers = Executors.newVirtualThreadPerTaskExecutor()) {
            var process = builder.start();
            var out = CompletableFuture.supplyAsync(() -> text(process.getInputStream()), readers);
            var err = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()), readers);
            try (var stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException _) {
                // A program may end without reading its input; its status tells the rest.
            }
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
                throw new AssertionError("not ended after " + limit + ": "
                        + new Outcome(arguments, process.exitValue(), out.join(), err.join()));
            }
            return new Outcome(arguments, process.exitValue(), out.join(), err.join());
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot run " + arguments, failure);
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while running " + arguments, interruption);
        }
    }

    private static String text(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
