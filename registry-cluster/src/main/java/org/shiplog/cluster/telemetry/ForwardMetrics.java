package org.shiplog.cluster.telemetry;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.shiplog.projections.forward.ForwardQueries;
import org.shiplog.projections.forward.ForwardStatus;

/** How far the forwarding of the audit log is behind. Zero while nothing is forwarded, not a number while that is unknown. */
final class ForwardMetrics implements Samples.Sample {
    private static final int ANSWER_SECONDS = 5;

    private final ForwardQueries forwarding;
    private volatile Reading reading = Reading.UNKNOWN;

    /** @param age in seconds */
    private record Reading(double events, double age, double failing) {
        static final Reading UNKNOWN = new Reading(Double.NaN, Double.NaN, Double.NaN);

        static Reading of(Optional<ForwardStatus> status) {
            return status.map(known -> new Reading(
                            known.backlog(),
                            known.age().toNanos()
                                    / (double) Duration.ofSeconds(1).toNanos(),
                            known.failingSince().isPresent() ? 1 : 0))
                    .orElse(new Reading(0, 0, 0));
        }
    }

    ForwardMetrics(ForwardQueries forwarding, MeterRegistry registry) {
        this.forwarding = forwarding;
        Gauge.builder("shiplog.audit.forward.backlog", this, metrics -> metrics.reading.events())
                .description("Events after the last one that the audit log's receiver has confirmed, counted to "
                        + ForwardQueries.MOST_COUNTED + ".")
                .register(registry);
        Gauge.builder("shiplog.audit.forward.age", this, metrics -> metrics.reading.age())
                .description("Age of the oldest event that the audit log's receiver has not confirmed.")
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder("shiplog.audit.forward.failing", this, metrics -> metrics.reading.failing())
                .description("1 while the audit log cannot be forwarded, or 0.")
                .register(registry);
    }

    @Override
    public void take() throws Exception {
        try {
            reading = Reading.of(forwarding.status().toCompletableFuture().get(ANSWER_SECONDS, TimeUnit.SECONDS));
        } catch (Exception e) {
            reading = Reading.UNKNOWN;
            throw e;
        }
    }
}
