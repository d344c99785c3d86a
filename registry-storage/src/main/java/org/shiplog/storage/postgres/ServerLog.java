package org.shiplog.storage.postgres;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries what a PostgreSQL program prints into our log, and remembers its last lines for an error message. */
final class ServerLog {
    private static final Logger LOG = LoggerFactory.getLogger("org.shiplog.storage.postgres.server");
    private static final int REMEMBERED_LINES = 20;
    private static final int LINE_LIMIT = 2_000;

    private final ArrayDeque<String> last = new ArrayDeque<>();
    private final CountDownLatch ended = new CountDownLatch(1);

    private ServerLog() {}

    static ServerLog follow(Process process) {
        var log = new ServerLog();
        // Reading from a process would keep one of the few carriers of virtual threads busy for as long as the server
        // runs.
        Thread.ofPlatform().daemon().name("postgres-log").start(() -> log.read(process.getInputStream()));
        return log;
    }

    /** The last lines, after giving the reader a moment to see the end of the output. */
    String lastWords() throws InterruptedException {
        var _ = ended.await(1, TimeUnit.SECONDS);
        synchronized (last) {
            return String.join("\n", last);
        }
    }

    private void read(InputStream output) {
        try (var lines = new BufferedReader(new InputStreamReader(output, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                keep(line.length() > LINE_LIMIT ? line.substring(0, LINE_LIMIT) : line);
            }
        } catch (IOException e) {
            LOG.debug("the server's output ended", e);
        } finally {
            ended.countDown();
        }
    }

    private void keep(String line) {
        synchronized (last) {
            if (last.size() == REMEMBERED_LINES) {
                last.removeFirst();
            }
            last.addLast(line);
        }
        if (line.startsWith("PANIC:")) {
            LOG.error(line);
        } else if (line.startsWith("WARNING:")) {
            LOG.warn(line);
        } else {
            // ERROR and FATAL are answers to a client, which reports them in its own context.
            LOG.trace(line);
        }
    }
}
