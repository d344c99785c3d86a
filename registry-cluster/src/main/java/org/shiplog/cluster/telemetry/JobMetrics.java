package org.shiplog.cluster.telemetry;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.shiplog.domain.job.JobType;
import org.shiplog.projections.job.BoardQueries;
import org.shiplog.projections.job.JobBoard;

/** What waits to be done in the background, by type. Not a number while the database cannot be asked. */
final class JobMetrics implements Samples.Sample {
    private static final int ANSWER_SECONDS = 5;

    private final BoardQueries board;
    private volatile Optional<Map<String, Waiting>> waiting = Optional.empty();

    /** @param age of the oldest, in seconds */
    private record Waiting(double tasks, double age) {
        static final Waiting NOTHING = new Waiting(0, 0);
        static final Waiting UNKNOWN = new Waiting(Double.NaN, Double.NaN);
    }

    JobMetrics(BoardQueries board, Iterable<JobType> types, MeterRegistry registry) {
        this.board = board;
        for (JobType type : types) {
            Gauge.builder(
                            "shiplog.job.queue.tasks",
                            this,
                            metrics -> metrics.of(type).tasks())
                    .description("Tasks that wait for a worker, or until they are tried again.")
                    .tag("type", type.value())
                    .register(registry);
            Gauge.builder(
                            "shiplog.job.queue.age",
                            this,
                            metrics -> metrics.of(type).age())
                    .description("Age of the oldest task that waits.")
                    .baseUnit("seconds")
                    .tag("type", type.value())
                    .register(registry);
        }
    }

    private Waiting of(JobType type) {
        return waiting.map(known -> known.getOrDefault(type.value(), Waiting.NOTHING))
                .orElse(Waiting.UNKNOWN);
    }

    @Override
    public void take() throws Exception {
        try {
            Map<String, Waiting> now = new HashMap<>();
            for (JobBoard.Queue queue : board.queues().toCompletableFuture().get(ANSWER_SECONDS, TimeUnit.SECONDS)) {
                now.put(queue.type(), new Waiting(queue.count(), queue.latencySeconds()));
            }
            waiting = Optional.of(Map.copyOf(now));
        } catch (Exception e) {
            waiting = Optional.empty();
            throw e;
        }
    }
}
