package org.shiplog.http.recording;

import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.pattern.Patterns;
import org.apache.pekko.stream.BoundedSourceQueue;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.QueueOfferResult;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.shiplog.domain.aggregate.Outcome;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.identity.Principal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bounded queue in front of the aggregates that keep a log. Batches are handed over until they are there, each under one id, so that
 * none is there twice. What a node had not handed over when it was killed is not on record.
 *
 * @param <T> what is recorded
 * @param <B> a batch of it
 */
public final class BatchRecorder<T, B> implements AutoCloseable {
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration DRAINING = Duration.ofSeconds(5);
    private static final Logger LOG = LoggerFactory.getLogger(BatchRecorder.class);

    private final Terms terms;
    private final Log<B> log;
    private final InstantSource clock;
    private final Materializer materializer;
    private final BoundedSourceQueue<T> queue;
    private final CompletionStage<Done> drained;

    /**
     * @param what is recorded, in the words of the node's own log
     * @param kept how many wait at most
     * @param parallel how many batches are handed over at the same time
     */
    public record Terms(String what, int kept, int parallel) {}

    /** Where batches go. */
    public interface Log<B> {
        CompletionStage<? extends Outcome<?>> put(B batch, Provenance provenance);
    }

    /** @param batching makes batches that the log does not refuse */
    public BatchRecorder(
            Terms terms, Flow<T, B, NotUsed> batching, Log<B> log, InstantSource clock, Materializer materializer) {
        this.terms = terms;
        this.log = log;
        this.clock = clock;
        this.materializer = materializer;
        var running = Source.<T>queue(terms.kept())
                .via(batching)
                .mapAsync(
                        terms.parallel(),
                        batch -> handOver(batch, UUID.randomUUID().toString()))
                .toMat(Sink.ignore(), Keep.both())
                .run(materializer);
        this.queue = running.first();
        this.drained = running.second();
    }

    /** Whether there was room: then it is on record soon. */
    public boolean offer(T one) {
        return queue.offer(one).equals(QueueOfferResult.enqueued());
    }

    /**
     * Completes when the batch is on record, before all that waits; fails when it cannot be put there.
     *
     * @param commandId under which it is there once, however often it is put
     */
    public CompletionStage<Void> put(B batch, String commandId) {
        Provenance provenance = new Provenance(
                new Principal.Registry().id(),
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                "local",
                "",
                commandId,
                commandId);
        return log.put(batch, provenance).thenAccept(outcome -> {
            if (outcome instanceof Outcome.Refused<?>(var refusal)) {
                throw new IllegalStateException("no answer to a batch: " + refusal);
            }
        });
    }

    private CompletionStage<Done> handOver(B batch, String commandId) {
        return put(batch, commandId)
                .thenApply(_ -> Done.getInstance())
                .exceptionallyCompose(
                        _ -> Patterns.after(RETRY, materializer.system(), () -> handOver(batch, commandId)));
    }

    /** Hands over what waits, for at most five seconds. */
    @Override
    public void close() {
        queue.complete();
        try {
            drained.toCompletableFuture().get(DRAINING.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException e) {
            LOG.warn("the last {} are not on record", terms.what(), e);
        }
    }
}
