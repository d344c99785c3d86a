package org.shiplog.cluster.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One kind of call to another part of the node: how long it takes, how often it fails, and its span in a trace. */
final class WatchedOperation {
    private final String name;
    private final Timer duration;
    private final Counter errors;
    private final Class<? extends Throwable> trouble;
    private final Optional<Tracing> tracing;

    private WatchedOperation(
            String name,
            Timer duration,
            Counter errors,
            Class<? extends Throwable> trouble,
            Optional<Tracing> tracing) {
        this.name = name;
        this.duration = duration;
        this.errors = errors;
        this.trouble = trouble;
        this.tracing = tracing;
    }

    /**
     * What the operations of one part have in common.
     *
     * @param metric the first part of their metrics' names
     * @param what the part, in words
     * @param trouble the failures that are the part's own, and not its caller's
     */
    record Part(
            MeterRegistry registry,
            String metric,
            String what,
            Class<? extends Throwable> trouble,
            Optional<Tracing> tracing) {
        WatchedOperation operation(String operation, Tag... more) {
            Tags tags = Tags.of(more).and("operation", operation);
            String span = tags.stream().map(Tag::getValue).collect(Collectors.joining(" ", what + " ", ""));
            Timer duration = Buckets.operations(metric + ".duration")
                    .description("Time until the " + what + " had answered, or had failed to.")
                    .tags(tags)
                    .register(registry);
            Counter errors = Counter.builder(metric + ".errors")
                    .description("Operations that failed because the " + what + " did.")
                    .tags(tags)
                    .register(registry);
            return new WatchedOperation(span, duration, errors, trouble, tracing);
        }
    }

    <T> CompletionStage<T> run(Supplier<CompletionStage<T>> work) {
        long began = System.nanoTime();
        CompletionStage<T> stage =
                tracing.isEmpty() ? work.get() : tracing.get().child(name, work);
        return stage.whenComplete((_, failure) -> {
            took(System.nanoTime() - began);
            failed(failure);
        });
    }

    void took(long nanos) {
        duration.record(nanos, TimeUnit.NANOSECONDS);
    }

    void failed(@Nullable Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (trouble.isInstance(cause)) {
            errors.increment();
        }
    }
}
