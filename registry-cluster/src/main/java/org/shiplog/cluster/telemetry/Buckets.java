package org.shiplog.cluster.telemetry;

import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** The boundaries of histograms. They are few, because each is a time series for every route, operation or kind. */
final class Buckets {
    private static final Duration[] REQUESTS = millis(5, 25, 100, 500, 2_500, 10_000, 60_000);
    private static final Duration[] OPERATIONS = millis(1, 5, 25, 100, 500, 2_500, 10_000);

    private Buckets() {}

    /** Of requests, which may carry gigabytes. */
    static Timer.Builder requests(String name) {
        return Timer.builder(name).serviceLevelObjectives(REQUESTS);
    }

    /** Of what a request waits for. */
    static Timer.Builder operations(String name) {
        return Timer.builder(name).serviceLevelObjectives(OPERATIONS);
    }

    private static Duration[] millis(long... millis) {
        Duration[] boundaries = new Duration[millis.length];
        for (int i = 0; i < millis.length; i++) {
            boundaries[i] = Duration.ofMillis(millis[i]);
        }
        return boundaries;
    }
}
