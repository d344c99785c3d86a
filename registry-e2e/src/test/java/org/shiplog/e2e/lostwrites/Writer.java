package org.shiplog.e2e.lostwrites;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.shiplog.e2e.image.OciLayout;
import org.shiplog.e2e.node.Registry;
import org.shiplog.e2e.node.RegistryHttp;
import org.shiplog.e2e.node.RegistryHttp.Answer;
import org.shiplog.e2e.push.BlobPush;
import org.shiplog.e2e.push.ImageManifest;
import org.shiplog.e2e.push.Payload;

/**
 * One client that pushes blobs, manifests and tags as fast as it is answered, and enters every attempt and every
 * acknowledgement into the ledger. A write that fails is repeated until it succeeds, or, one time in three, left as it is.
 */
final class Writer implements Runnable {

    private static final Duration RECOVERY = Duration.ofSeconds(60);
    private static final int SHARED_TAGS = 3;
    private static final int OWN_TAGS = 4;
    private static final int KEPT_BLOBS = 12;

    private final RegistryHttp http;
    private final Ledger ledger;
    private final String name;
    private final List<String> repositories;
    private final SplittableRandom random;
    private final AtomicBoolean done;
    private final List<Payload> recentBlobs = new ArrayList<>();
    private final List<String> recentPlaces = new ArrayList<>();

    Writer(Registry registry, Ledger ledger, String name, List<String> repositories, long seed, AtomicBoolean done) {
        this.http = registry.asAdmin();
        this.ledger = ledger;
        this.name = name;
        this.repositories = List.copyOf(repositories);
        this.random = new SplittableRandom(seed);
        this.done = done;
    }

    @Override
    public void run() {
        try {
            while (!done.get() && ledger.violations().isEmpty()) {
                step();
            }
        } catch (RuntimeException | AssertionError failure) {
            ledger.violation("writer " + name + " ended: " + failure);
        }
    }

    private void step() {
        var repository = repositories.get(random.nextInt(repositories.size()));
        switch (random.nextInt(10)) {
            case 0, 1, 2 -> pushBlob(repository);
            case 3 -> mountBlob(repository);
            case 4 -> pushInTwoHalves(repository);
            case 5 -> deleteOwnTag(repository);
            default -> pushImage(repository);
        }
    }

    private Optional<Payload> pushBlob(String repository) {
        var payload = newPayload();
        var ways = BlobPush.Way.values();
        var pushed = pushBlob(
                repository,
                payload,
                () -> new BlobPush(http, repository, payload).push(ways[random.nextInt(ways.length)]));
        return pushed ? Optional.of(payload) : Optional.empty();
    }

    private void mountBlob(String repository) {
        if (recentBlobs.isEmpty()) {
            return;
        }
        var index = random.nextInt(recentBlobs.size());
        var payload = recentBlobs.get(index);
        var from = recentPlaces.get(index);
        pushBlob(repository, payload, () -> new BlobPush(http, repository, payload).mount(from));
    }

    /** The second half comes after whatever happened to the node meanwhile; an upload that is gone is begun anew. */
    private void pushInTwoHalves(String repository) {
        var payload = newPayload();
        var push = new BlobPush(http, repository, payload);
        var location = new ArrayList<String>();
        pushBlob(repository, payload, () -> {
            if (location.isEmpty()) {
                push.sendHalf().ifPresent(location::add);
            }
            if (location.isEmpty()) {
                return push.push(BlobPush.Way.MONOLITHIC);
            }
            var answer = push.resume(location.getFirst());
            if (answer.status() == 404 || answer.status() == 416) {
                location.clear();
                return push.push(BlobPush.Way.MONOLITHIC);
            }
            return answer;
        });
    }

    private interface Request {
        Answer send();
    }

    private boolean pushBlob(String repository, Payload payload, Request request) {
        ledger.blobAttempted(repository, payload);
        return untilAcknowledged("blob " + payload + " to " + repository, () -> {
            var created = isAcknowledged(request, 201, "blob " + payload + " to " + repository);
            if (created) {
                ledger.blobAcknowledged(repository, payload);
                keep(repository, payload);
            }
            return created;
        });
    }

    private void pushImage(String repository) {
        var config = pushBlob(repository);
        var layer = pushBlob(repository);
        if (config.isEmpty() || layer.isEmpty()) {
            return;
        }
        var bytes = ImageManifest.of(config.get(), layer.get());
        var digest = OciLayout.digest(bytes);
        if (random.nextInt(4) == 0) {
            pushManifest(repository, digest, digest, bytes, Optional.empty());
        } else {
            var tag = random.nextInt(3) == 0
                    ? "shared-" + random.nextInt(SHARED_TAGS)
                    : name + "-" + random.nextInt(OWN_TAGS);
            pushManifest(repository, tag, digest, bytes, Optional.of(ledger.tag(repository, tag)));
        }
    }

    private void pushManifest(
            String repository, String reference, String digest, byte[] bytes, Optional<TagHistory> history) {
        var what = "manifest " + digest + " as " + repository + ":" + reference;
        ledger.manifestAttempted(repository, digest, bytes);
        untilAcknowledged(what, () -> {
            var attempt = history.map(tag -> tag.begin(Optional.of(digest)));
            var created = isAcknowledged(
                    () -> http.put("/v2/" + repository + "/manifests/" + reference, ImageManifest.MEDIA_TYPE, bytes),
                    201,
                    what);
            if (created) {
                ledger.manifestAcknowledged(repository, digest, bytes);
                attempt.ifPresent(begun -> ledger.tagAcknowledged(history.get(), begun));
            } else {
                attempt.ifPresent(begun -> history.get().giveUp(begun));
            }
            return created;
        });
    }

    private void deleteOwnTag(String repository) {
        var tag = name + "-" + random.nextInt(OWN_TAGS);
        var history = ledger.tag(repository, tag);
        if (!history.hasAcknowledged()) {
            return;
        }
        var what = "deletion of " + repository + ":" + tag;
        untilAcknowledged(what, () -> {
            var attempt = history.begin(Optional.empty());
            // Repeated after a deletion that took effect unanswered, the tag is rightly unknown.
            var answer = answerTo(() -> http.delete("/v2/" + repository + "/manifests/" + tag), what);
            if (answer.isPresent()
                    && (answer.get().status() == 202 || answer.get().status() == 404)) {
                ledger.tagAcknowledged(history, attempt);
                return true;
            }
            answer.ifPresent(other -> expectFault(other, what));
            history.giveUp(attempt);
            return false;
        });
    }

    /** Runs the write; when it fails, repeats it until it succeeds, or abandons it. */
    private boolean untilAcknowledged(String what, BooleanSupplier write) {
        if (write.getAsBoolean()) {
            return true;
        }
        ledger.failed();
        if (random.nextInt(3) == 0) {
            return false;
        }
        Awaitility.await(what + " succeeds once the node is back")
                .atMost(RECOVERY)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> write.getAsBoolean() || !ledger.violations().isEmpty());
        return ledger.violations().isEmpty();
    }

    private boolean isAcknowledged(Request request, int success, String what) {
        var answer = answerTo(request, what);
        if (answer.isEmpty()) {
            return false;
        }
        if (answer.get().status() == success) {
            return true;
        }
        expectFault(answer.get(), what);
        return false;
    }

    /** The answer, or nothing when the connection failed: then this returns only after the node answers again. */
    private Optional<Answer> answerTo(Request request, String what) {
        try {
            return Optional.of(request.send());
        } catch (UncheckedIOException _) {
            Awaitility.await("the node answers again after " + what)
                    .atMost(RECOVERY)
                    .pollInterval(Duration.ofMillis(50))
                    .until(this::answers);
            return Optional.empty();
        }
    }

    private boolean answers() {
        try {
            return http.get("/v2/").status() < 500;
        } catch (UncheckedIOException _) {
            return false;
        }
    }

    /** While things are killed the registry may fail; it may never refuse what is right. */
    private void expectFault(Answer answer, String what) {
        if (answer.status() < 500) {
            ledger.violation(what + " was answered " + answer.status() + " " + answer.text());
        }
    }

    private Payload newPayload() {
        var size = random.nextInt(20) == 0 ? random.nextInt(2_000_000, 4_000_000) : random.nextInt(1, 60_000);
        return Payload.of(random.nextLong(), size);
    }

    private void keep(String repository, Payload payload) {
        recentBlobs.add(payload);
        recentPlaces.add(repository);
        if (recentBlobs.size() > KEPT_BLOBS) {
            recentBlobs.removeFirst();
            recentPlaces.removeFirst();
        }
    }
}
