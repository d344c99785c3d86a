package org.shiplog.storage.blob;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Divides a fixed amount of memory among the reads that are running: large chunks for few, which is fast, and small
 * ones for many, which keeps the heap flat. A read holds two chunks, one on its way out and one read ahead.
 */
final class ReadAhead {
    private static final int SMALLEST = 64 << 10;
    private static final int LARGEST = 1 << 20;
    private static final int TOTAL = 64 << 20;
    private static final int CHUNKS_PER_READ = 2;

    private final AtomicInteger reads = new AtomicInteger();

    void begin() {
        reads.incrementAndGet();
    }

    void end() {
        reads.decrementAndGet();
    }

    /** How many bytes the next chunk of a running read should have: a power of two between 64 KiB and 1 MiB. */
    int chunk() {
        int share = TOTAL / CHUNKS_PER_READ / Math.max(1, reads.get());
        return Math.clamp(Integer.highestOneBit(share), SMALLEST, LARGEST);
    }
}
