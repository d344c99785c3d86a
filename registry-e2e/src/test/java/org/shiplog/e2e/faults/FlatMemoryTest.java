package org.shiplog.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.shiplog.e2e.command.Command;
import org.shiplog.e2e.node.NodeSettings;
import org.shiplog.e2e.node.Project;
import org.shiplog.e2e.node.RunningNode;

/**
 * Many uploads at once into a node with a heap of 512 MiB: {@code -Dshiplog.e2e.uploads} (default 50) of {@code
 * -Dshiplog.e2e.upload-mebibytes} (default 48) each. The full claim is made by hand, with 200 of 1024; their content is such that a file
 * system which compresses keeps them in a few GiB.
 */
@Order(8)
final class FlatMemoryTest {

    private static final int UPLOADS = Integer.getInteger("shiplog.e2e.uploads", 50);
    private static final long MEBIBYTE = 1024 * 1024;
    private static final long SIZE = Integer.getInteger("shiplog.e2e.upload-mebibytes", 48) * MEBIBYTE;
    /** What each upload may hold in the heap while it is under way. */
    private static final long PER_UPLOAD = 2 * MEBIBYTE;
    /** Heap, code, class data, threads and direct buffers of the node. */
    private static final long RESIDENT = 960 * MEBIBYTE;

    @Test
    void uploadsAtOnceNeedNoMoreMemoryThanTheirBuffers() throws Exception {
        try (var node = RunningNode.start(NodeSettings.named("flat-memory"))) {
            // One upload before the first reading loads the classes that all of them need.
            new GeneratedUpload(node.registry(), 1_000, MEBIBYTE).push(_ -> {});
            var before = liveHeap(node);

            var halfWay = pushAll(node);

            assertThat(halfWay - before)
                    .as("live heap of %d uploads half way", UPLOADS)
                    .isLessThan(UPLOADS * PER_UPLOAD);
            assertThat(liveHeap(node) - before)
                    .as("live heap kept after the uploads")
                    .isLessThan(32 * MEBIBYTE);
            assertThat(peakResident(node)).as("peak resident memory").isLessThan(RESIDENT);
            assertThat(node.output()).doesNotContain("OutOfMemoryError");
            System.out.println("flat memory: live heap %d MiB before, %d half way, %d after; peak resident %d MiB"
                    .formatted(
                            before / MEBIBYTE,
                            halfWay / MEBIBYTE,
                            liveHeap(node) / MEBIBYTE,
                            peakResident(node) / MEBIBYTE));
        }
    }

    /** Returns the live heap at the moment when half of all bytes were sent. */
    private static long pushAll(RunningNode node) throws InterruptedException, ExecutionException {
        var sent = new AtomicLong();
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var halfWay = new CompletableFuture<Long>();
            var pushes = new ArrayList<Future<Integer>>();
            for (int i = 0; i < UPLOADS; i++) {
                var upload = new GeneratedUpload(node.registry(), i, SIZE);
                pushes.add(clients.submit(() -> upload.push(bytes -> {
                    var before = sent.getAndAdd(bytes);
                    // None is held up by it: a client that is silent for long loses its upload.
                    if (before < UPLOADS * SIZE / 2 && before + bytes >= UPLOADS * SIZE / 2) {
                        clients.submit(() -> halfWay.complete(liveHeap(node)));
                    }
                })));
            }
            for (var push : pushes) {
                assertThat(push.get()).as("status of an upload").isEqualTo(201);
            }
            return halfWay.get();
        }
    }

    /** Bytes of reachable objects, after a full collection. */
    private static long liveHeap(RunningNode node) {
        var jcmd = Path.of(System.getProperty("java.home"), "bin/jcmd").toString();
        var histogram = Command.of(Project.root(), jcmd, Long.toString(node.pid()), "GC.class_histogram")
                .run()
                .succeeds();
        return histogram
                .out()
                .lines()
                .filter(line -> line.startsWith("Total"))
                .map(line -> line.strip().split("\\s+")[2])
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no total in " + histogram));
    }

    private static long peakResident(RunningNode node) {
        try {
            return Files.readAllLines(Path.of("/proc/" + node.pid() + "/status")).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .map(line -> line.replaceAll("[^0-9]", ""))
                    .mapToLong(kibibytes -> Long.parseLong(kibibytes) * 1024)
                    .findFirst()
                    .orElseThrow();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
