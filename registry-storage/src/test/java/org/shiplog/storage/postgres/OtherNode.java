package org.shiplog.storage.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** A second process that runs the embedded database, so that a test can kill it as an operator's machine would. */
final class OtherNode implements AutoCloseable {
    private final Process process;
    private final long postmaster;

    private OtherNode(Process process, long postmaster) {
        this.process = process;
        this.postmaster = postmaster;
    }

    /** Returns when the database runs. Ends the test with the child's own words when it does not. */
    static OtherNode startedIn(Path directory) throws IOException {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        OtherNode.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var output = process.inputReader();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith("started ")) {
                return new OtherNode(process, Long.parseLong(line.substring("started ".length())));
            }
        }
        throw new IOException("the other node did not start");
    }

    ProcessHandle postmaster() {
        return ProcessHandle.of(postmaster).orElseThrow();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        ProcessHandle.of(postmaster).ifPresent(ProcessHandle::destroyForcibly);
    }

    public static void main(String[] arguments) {
        try (var postgres = EmbeddedPostgres.start(Path.of(arguments[0]))) {
            System.out.println("started " + postgres.pid());
            System.in.read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
