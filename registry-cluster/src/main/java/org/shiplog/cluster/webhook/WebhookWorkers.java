package org.shiplog.cluster.webhook;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.shiplog.http.settings.LiveSettings;
import org.shiplog.http.webhook.LaneRun;
import org.shiplog.projections.webhook.DeliveryQueue;
import org.shiplog.projections.webhook.Lane;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers on this node, from as many lanes at a time as there are places. All nodes take lanes from the same queue; those of a node
 * that dies are taken by others when it does not hold them any more. A node that has nothing to do looks three times a second.
 */
public final class WebhookWorkers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookWorkers.class);
    private static final int PLACES = 32;
    private static final Duration IDLE = Duration.ofMillis(300);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
    private static final Duration LEAVING = Duration.ofSeconds(12);
    private static final Duration BETWEEN_CLEANINGS = Duration.ofMinutes(1);
    private static final Duration KEPT = Duration.ofDays(30);
    private static final int KEPT_OF_POLICY = 10_000;

    private final DeliveryQueue queue;
    private final LaneRun run;
    private final LiveSettings settings;
    private final InstantSource clock;
    private final Semaphore places = new Semaphore(PLACES);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread taking;
    private Instant cleaned = Instant.EPOCH;

    private WebhookWorkers(DeliveryQueue queue, LaneRun run, LiveSettings settings, InstantSource clock) {
        this.queue = queue;
        this.run = run;
        this.settings = settings;
        this.clock = clock;
        this.taking = Thread.ofVirtual().name("webhooks").unstarted(this::takeLanes);
    }

    /** @param settings say which addresses are allowed; asked for anew before every lane, since a refusal is for good */
    public static WebhookWorkers start(DeliveryQueue queue, LaneRun run, LiveSettings settings, InstantSource clock) {
        WebhookWorkers workers = new WebhookWorkers(queue, run, settings, clock);
        workers.taking.start();
        return workers;
    }

    private void takeLanes() {
        try {
            while (!isClosed()) {
                places.acquire();
                if (!begin()) {
                    places.release();
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether somebody delivers now from one more lane. */
    private boolean begin() throws InterruptedException {
        if (isClosed()) {
            return false;
        }
        try {
            clean();
            Optional<Lane> lane = await(queue.acquire());
            if (lane.isPresent()) {
                Thread.ofVirtual().name("webhook-" + lane.get().policyId()).start(() -> work(lane.get()));
                return true;
            }
            closed.await(IDLE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RuntimeException e) {
            LOG.warn("nothing is delivered to webhooks for a moment", e);
            closed.await(AFTER_FAILURE.toMillis(), TimeUnit.MILLISECONDS);
        }
        return false;
    }

    private void work(Lane lane) {
        try {
            await(settings.refresh());
            run.run(lane, this::isClosed);
        } catch (RuntimeException e) {
            LOG.warn("deliveries of webhook policy {} are left to others", lane.policyId(), e);
        } finally {
            places.release();
        }
    }

    private void clean() {
        Instant now = clock.instant();
        if (now.isAfter(cleaned.plus(BETWEEN_CLEANINGS))) {
            await(queue.clean(KEPT, KEPT_OF_POLICY));
            cleaned = now;
        }
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    /** Begins nothing more, and waits a while for what is being delivered. */
    @Override
    public void close() {
        closed.countDown();
        try {
            if (!places.tryAcquire(PLACES, LEAVING.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.info("deliveries to webhooks that have not ended are made again by others");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
