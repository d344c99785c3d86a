package org.shiplog.http.oci;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Flow;
import org.shiplog.domain.aggregate.Entities;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.pull.Pull;
import org.shiplog.domain.pull.PullLog;
import org.shiplog.domain.pull.PullLog.PullCommand;
import org.shiplog.domain.pull.PullLog.PullCommand.RecordPulls;
import org.shiplog.domain.pull.PullLog.PullRefusal;
import org.shiplog.http.recording.BatchRecorder;
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
    private static final int PARALLEL_BATCHES = 8;
    private static final Logger LOG = LoggerFactory.getLogger(PullRecorder.class);

    private final BatchRecorder<Pull, Batch> batches;
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
        this.batches = new BatchRecorder<>(
                new BatchRecorder.Terms("pulls", MAX_KEPT, PARALLEL_BATCHES),
                Flow.of(Pull.class)
                        .groupedWithin(PullLog.MAX_BATCH * PARALLEL_BATCHES, delay)
                        .mapConcat(PullRecorder::batches),
                (batch, provenance) -> logs.execute(batch.project(), new RecordPulls(batch.pulls()), provenance),
                clock,
                materializer);
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
        if (!batches.offer(pull) && forgotten.incrementAndGet() % MAX_KEPT == 1) {
            LOG.error("the log of pulls is full; {} pulls are not on record", forgotten.get());
        }
    }

    /** Completes when the pull is on record; fails when it cannot be put there. */
    CompletionStage<Void> put(Pull pull) {
        return batches(List.of(pull)).stream()
                .findFirst()
                .map(batch -> batches.put(batch, UUID.randomUUID().toString()))
                .orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    /** How many pulls were forgotten because there was no room for them. */
    public long forgotten() {
        return forgotten.get();
    }

    /** Hands over what was noted, for at most five seconds. */
    @Override
    public void close() {
        batches.close();
    }
}
