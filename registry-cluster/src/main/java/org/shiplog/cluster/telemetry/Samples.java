package org.shiplog.cluster.telemetry;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Readings that cost too much for a scrape, because they ask the database or other actors: taken one after the other at an
 * interval, on a thread of their own. A reading that fails is logged and taken again the next time.
 */
final class Samples implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Samples.class);
    static final Duration INTERVAL = Duration.ofSeconds(10);

    private final List<Sample> samples = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("shiplog-metrics").factory());

    /** One reading. */
    interface Sample {
        void take() throws Exception;
    }

    Samples() {
        var _ = thread.scheduleWithFixedDelay(this::takeAll, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    void add(Sample sample) {
        samples.add(sample);
        thread.execute(() -> take(sample));
    }

    private void takeAll() {
        samples.forEach(Samples::take);
    }

    private static void take(Sample sample) {
        try {
            sample.take();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            LOG.debug("a reading for the metrics failed", e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
