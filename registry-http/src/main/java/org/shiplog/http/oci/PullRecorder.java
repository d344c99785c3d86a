package org.shiplog.http.oci;

import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.Done;
import org.apache.pekko.pattern.Patterns;
import org.apache.pekko.stream.BoundedSourceQueue;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.QueueOfferResult;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.shiplog.domain.aggregate.Entities;
import org.shiplog.domain.aggregate.Outcome;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.pull.Pull;
import org.shiplog.domain.pull.PullLog;
import org.shiplog.domain.pull.PullLog.PullCommand;
import org.shiplog.domain.pull.PullLog.PullCommand.RecordPulls;
import org.shiplog.domain.pull.PullLog.PullRefusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts pulls on record: a node collects them for up to a second and hands them over in batches, so that a pull costs no write. What
 * a node had not handed over yet when it was killed is not on record; a project that cannot have that lets its pulls wait, each until
 * it is durable.
 *
 * <p>While a project's log is out of reach, its batches are tried again under the same ids. A node that can keep no more of them
 * forgets the newest pulls, counts them, and says so in its log.
 */
public final class PullRecorder implements AutoCloseable {
    /** How many pulls a node keeps, about 500 bytes each. */
    static final int MAX_KEPT = 50_000;

    static final Duration STANDARD_DELAY = Duration.ofSeconds(1);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration DRAINING = Duration.ofSeconds(5);
    private static final int PARALLEL_BATCHES = 8;
    private static final Logger LOG = LoggerFactory.getLogger(PullRecorder.class);

    private final Entities<ProjectName, PullLog, PullCommand, PullRefusal> logs;
    private final InstantSource clock;
    private final Materializer materializer;
    private final BoundedSourceQueue<Pull> queue;
    private final CompletionStage<Done> drained;
    private final AtomicLong forgotten = new AtomicLong();

    public PullRecorder(
            Entities<ProjectName, PullLog, PullCommand, PullRefusal> logs,
            InstantSource clock,
            Materializer materializer) {
        this(logs, clock, materializer, STANDARD_DELAY);
    }

    /** @param delay how long pulls are collected */
    public PullRecorder(
            Entities<ProjectName, PullLog, PullCommand, PullRefusal> logs,
            InstantSource clock,
            Materializer materializer,
            Duration delay) {
        this.logs = logs;
        this.clock = clock;
        this.materializer = materializer;
        var running = Source.<Pull>queue(MAX_KEPT)
                .groupedWithin(PullLog.MAX_BATCH * PARALLEL_BATCHES, delay)
                .mapConcat(PullRecorder::batches)
                .mapAsync(
                        PARALLEL_BATCHES,
                        batch -> handOver(batch, UUID.randomUUID().toString()))
                .toMat(Sink.ignore(), Keep.both())
                .run(materializer);
        this.queue = running.first();
        this.drained = running.second();
    }

    private record Batch(ProjectName project, List<Pull> pulls) {}

    private static List<Batch> batches(List<Pull> pulls) {
        Map<ProjectName, List<Pull>> byProject = new LinkedHashMap<>();
        for (Pull pull : pulls) {
            pull.repository()
                    .project()
                    .ifPresent(project -> byProject
                            .computeIfAbsent(project, _ -> new ArrayList<>())
                            .add(pull));
        }
        List<Batch> batches = new ArrayList<>();
        byProject.forEach((project, all) -> {
            for (int from = 0; from < all.size(); from += PullLog.MAX_BATCH) {
                batches.add(new Batch(project, all.subList(from, Math.min(all.size(), from + PullLog.MAX_BATCH))));
            }
        });
        return batches;
    }

    /** Takes note of a pull; it is on record soon. */
    void note(Pull pull) {
        QueueOfferResult result = queue.offer(pull);
        if (!result.equals(QueueOfferResult.enqueued()) && forgotten.incrementAndGet() % MAX_KEPT == 1) {
            LOG.error("the log of pulls is full; {} pulls are not on record", forgotten.get());
        }
    }

    /** Completes when the pull is on record; fails when it cannot be put there. */
    CompletionStage<Void> put(Pull pull) {
        return batches(List.of(pull)).stream()
                .findFirst()
                .map(batch -> execute(batch, UUID.randomUUID().toString()))
                .orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    /** How many pulls were forgotten because there was no room for them. */
    public long forgotten() {
        return forgotten.get();
    }

    private CompletionStage<Done> handOver(Batch batch, String commandId) {
        return execute(batch, commandId)
                .thenApply(_ -> Done.getInstance())
                .exceptionallyCompose(
                        _ -> Patterns.after(RETRY, materializer.system(), () -> handOver(batch, commandId)));
    }

    private CompletionStage<Void> execute(Batch batch, String commandId) {
        Provenance provenance = new Provenance(
                new Principal.Registry().id(),
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                "local",
                "",
                commandId,
                commandId);
        return logs.execute(batch.project(), new RecordPulls(batch.pulls()), provenance)
                .thenAccept(outcome -> {
                    if (outcome instanceof Outcome.Refused<PullRefusal>(PullRefusal refusal)) {
                        throw new IllegalStateException("no answer to a batch: " + refusal);
                    }
                });
    }

    /** Hands over what was noted, for at most five seconds. */
    @Override
    public void close() {
        queue.complete();
        try {
            drained.toCompletableFuture().get(DRAINING.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException e) {
            LOG.warn("the last pulls are not on record", e);
        }
    }
}
