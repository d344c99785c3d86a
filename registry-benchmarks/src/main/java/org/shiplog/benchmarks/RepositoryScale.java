package org.shiplog.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.shiplog.benchmarks.ScaleJournal.Push;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.repository.Repository;

/**
 * What repositories cost on a real journal: for each number of tags that it is given, bytes of the journal for each push, of memory
 * for each tag, and the time until such a repository answers after its node was lost; at last the memory of a live repository of one
 * image.
 */
public final class RepositoryScale {
    private static final int TIMES = 3;
    private static final int LIVE = 10_000;

    private RepositoryScale() {}

    /** @param arguments numbers of tags */
    public static void main(String[] arguments) throws IOException, SQLException {
        // First, while there is nothing else in the heap that may come or go.
        for (String tags : arguments) {
            System.out.printf(
                    Locale.ROOT, "%7s tags: %.0f bytes of memory for each%n", tags, memory(Integer.parseInt(tags)));
        }
        try (var journal = new ScaleJournal(Files.createTempDirectory("repository-scale"))) {
            for (String tags : arguments) {
                System.out.println(journal(journal, Integer.parseInt(tags)));
            }
            System.out.println(live(journal));
        }
    }

    private static double memory(int tags) {
        long before = usedAfterCollection();
        Repository state = GrownRepository.withTags(tags).state();
        long after = usedAfterCollection();
        return (after - before) / (double) state.tags().size();
    }

    private static String journal(ScaleJournal journal, int tags) throws SQLException {
        RepositoryName name = new RepositoryName("library/tags-" + tags);
        long bytesBefore = journal.bytes();
        long began = System.nanoTime();
        try (var node = journal.start()) {
            began = System.nanoTime();
            node.push(IntStream.range(0, tags).mapToObj(image -> new Push(name, image)));
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        double bytes = journal.bytes() - bytesBefore;
        List<Long> recoveries = new ArrayList<>();
        for (int i = 0; i < TIMES; i++) {
            recoveries.add(recovery(journal, name));
        }
        return String.format(
                Locale.ROOT,
                "%7d tags: %.0f pushes/s, %.0f bytes of journal and indexes for each, first answers after %s ms",
                tags,
                tags / seconds,
                bytes / tags,
                recoveries);
    }

    /** Milliseconds from the first question to its answer, on a node that has just started and is warm otherwise. */
    private static long recovery(ScaleJournal journal, RepositoryName name) {
        try (var node = journal.start()) {
            node.ask(new RepositoryName("library/another"));
            long began = System.nanoTime();
            node.ask(name);
            return (System.nanoTime() - began) / 1_000_000;
        }
    }

    private static String live(ScaleJournal journal) {
        try (var node = journal.start()) {
            node.push(pushes("library/warm-", LIVE / 10));
            long before = usedAfterCollection();
            long began = System.nanoTime();
            node.push(pushes("library/live-", LIVE));
            double seconds = (System.nanoTime() - began) / 1e9;
            return String.format(
                    Locale.ROOT,
                    "%7d live repositories of one image: %.0f pushes/s, %d bytes of memory for each",
                    LIVE,
                    LIVE / seconds,
                    (usedAfterCollection() - before) / LIVE);
        }
    }

    private static Stream<Push> pushes(String prefix, int repositories) {
        return IntStream.range(0, repositories)
                .mapToObj(number -> new Push(new RepositoryName(prefix + number), number));
    }

    private static long usedAfterCollection() {
        // The second one collects what became garbage by the references that the first one cleared.
        System.gc();
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
