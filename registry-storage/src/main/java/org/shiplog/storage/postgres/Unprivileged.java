package org.shiplog.storage.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * How PostgreSQL's programs are started: always in a session of their own, so that a Ctrl-C in the terminal reaches Shiplog
 * alone and Shiplog decides when the database goes, and never as root, which PostgreSQL refuses.
 *
 * <p>Root has two ways out. A user namespace leaves the files to root and only hides that from PostgreSQL; where the kernel or
 * the container forbids it, the programs run as another user, who then owns the cluster's files. An existing cluster
 * decides by its owner which way is taken.
 *
 * @param prefix the words that stand before the program's own command line
 * @param owner the user id that must own the cluster's files; the current user's unless privileges are switched
 */
record Unprivileged(List<String> prefix, int owner) {
    private static final int ROOT = 0;
    private static final int NOBODY = 65534;

    Unprivileged {
        prefix = List.copyOf(prefix);
    }

    static Unprivileged forClusterIn(Path directory) throws IOException {
        int self = owner(Path.of("/proc/self"));
        if (self != ROOT) {
            return new Unprivileged(List.of("setsid"), self);
        }
        int present = Files.exists(directory) ? owner(directory) : ROOT;
        if (present != ROOT) {
            return asUser(present);
        }
        return succeeds("unshare", "-U", "--", "true")
                ? new Unprivileged(List.of("setsid", "unshare", "-U", "--"), ROOT)
                : asUser(NOBODY);
    }

    static Unprivileged asUser(int uid) {
        return new Unprivileged(
                List.of("setsid", "setpriv", "--reuid=" + uid, "--regid=" + uid, "--clear-groups", "--"), uid);
    }

    List<String> command(List<String> program) {
        var words = new ArrayList<>(prefix);
        words.addAll(program);
        return words;
    }

    /** Makes the tree belong to the user that PostgreSQL will run as. */
    void own(Path root) throws IOException {
        if (owner(root) == owner) {
            return;
        }
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path path : tree.toList()) {
                Files.setAttribute(path, "unix:uid", owner, LinkOption.NOFOLLOW_LINKS);
            }
        }
    }

    static int owner(Path path) throws IOException {
        return (Integer) Files.getAttribute(path, "unix:uid");
    }

    private static boolean succeeds(String... command) throws IOException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
