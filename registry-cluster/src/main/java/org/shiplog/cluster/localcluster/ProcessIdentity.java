package org.shiplog.cluster.localcluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A process that is told from a later one with the same id.
 *
 * @param started when it started, in the kernel's ticks since the machine did; no change of the clock moves it
 */
record ProcessIdentity(long pid, long started) {
    /** In {@code /proc/PID/stat}, counted behind the command's closing parenthesis, which may itself hold blanks. */
    private static final int START_FIELD = 19;

    static ProcessIdentity current() {
        long pid = ProcessHandle.current().pid();
        return new ProcessIdentity(pid, ticks(pid).orElse(0L));
    }

    /** Empty when the process has ended already. */
    static Optional<ProcessIdentity> of(long pid) {
        return ticks(pid).map(ticks -> new ProcessIdentity(pid, ticks));
    }

    /** The process, unless it has ended. */
    Optional<ProcessHandle> find() {
        return ticks(pid)
                .filter(ticks -> ticks == started)
                .flatMap(_ -> ProcessHandle.of(pid))
                .filter(ProcessHandle::isAlive);
    }

    private static Optional<Long> ticks(long pid) {
        try {
            String line = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", START_FIELD + 2);
            return Optional.of(Long.parseLong(fields[START_FIELD]));
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
