package org.shiplog.cluster.telemetry;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import org.shiplog.projections.readmodel.ReadModel;
import org.shiplog.projections.readmodel.ReadModelLag;
import org.shiplog.projections.readmodel.ReadModelLag.Lag;

/** How far one read model is behind. Not a number while the database cannot be asked. */
final class ReadModelMetrics implements Samples.Sample {
    private static final double NANOS_PER_SECOND = Duration.ofSeconds(1).toNanos();

    private final ReadModelLag lag;
    private final ReadModel model;
    private volatile double events = Double.NaN;
    private volatile double seconds = Double.NaN;

    ReadModelMetrics(ReadModelLag lag, ReadModel model, MeterRegistry registry) {
        this.lag = lag;
        this.model = model;
        Gauge.builder("shiplog.read.model.lag.events", this, metrics -> metrics.events)
                .description(
                        "Events that the read model has yet to handle, counted to 2500 per range of slices at most.")
                .tag("model", model.name())
                .register(registry);
        Gauge.builder("shiplog.read.model.lag", this, metrics -> metrics.seconds)
                .description("Age of the oldest event that the read model has yet to handle.")
                .baseUnit("seconds")
                .tag("model", model.name())
                .register(registry);
    }

    @Override
    public void take() throws SQLException {
        try {
            Lag now = lag.of(model);
            events = now.events();
            seconds = now.age().toNanos() / NANOS_PER_SECOND;
        } catch (SQLException | RuntimeException e) {
            events = Double.NaN;
            seconds = Double.NaN;
            throw e;
        }
    }
}
