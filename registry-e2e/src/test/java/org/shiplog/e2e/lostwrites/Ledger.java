package org.shiplog.e2e.lostwrites;

import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.shiplog.e2e.push.Payload;

/** What the registry said about every write of a run. Thread-safe. */
final class Ledger {

    /** A digest in a repository. */
    record Key(String repository, String digest) {}

    /** A tag in a repository. */
    record TagKey(String repository, String tag) {}

    private final Map<Key, Payload> attemptedBlobs = new ConcurrentHashMap<>();
    private final Map<Key, Payload> acknowledgedBlobs = new ConcurrentHashMap<>();
    private final Map<Key, byte[]> attemptedManifests = new ConcurrentHashMap<>();
    private final Map<Key, byte[]> acknowledgedManifests = new ConcurrentHashMap<>();
    private final Map<TagKey, TagHistory> tags = new ConcurrentHashMap<>();
    private final Queue<String> violations = new ConcurrentLinkedQueue<>();
    private final AtomicLong acknowledgements = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();

    void blobAttempted(String repository, Payload payload) {
        attemptedBlobs.put(new Key(repository, payload.digest()), payload);
    }

    void blobAcknowledged(String repository, Payload payload) {
        acknowledgedBlobs.put(new Key(repository, payload.digest()), payload);
        acknowledgements.incrementAndGet();
    }

    void manifestAttempted(String repository, String digest, byte[] bytes) {
        attemptedManifests.put(new Key(repository, digest), bytes);
    }

    void manifestAcknowledged(String repository, String digest, byte[] bytes) {
        acknowledgedManifests.put(new Key(repository, digest), bytes);
        acknowledgements.incrementAndGet();
    }

    void tagAcknowledged(TagHistory history, TagHistory.Attempt attempt) {
        history.acknowledge(attempt);
        acknowledgements.incrementAndGet();
    }

    TagHistory tag(String repository, String tag) {
        return tags.computeIfAbsent(new TagKey(repository, tag), _ -> new TagHistory());
    }

    void failed() {
        failures.incrementAndGet();
    }

    /** Something that no fault excuses; the run fails with all of them. */
    void violation(String text) {
        violations.add(text);
    }

    /** Waits until {@code more} further writes were acknowledged. */
    void awaitAcknowledgements(long more, Duration limit) {
        var goal = acknowledgements.get() + more;
        Awaitility.await("writers get on with their work")
                .atMost(limit)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> acknowledgements.get() >= goal || !violations.isEmpty());
    }

    long acknowledgements() {
        return acknowledgements.get();
    }

    long failures() {
        return failures.get();
    }

    Queue<String> violations() {
        return violations;
    }

    Map<Key, Payload> acknowledgedBlobs() {
        return acknowledgedBlobs;
    }

    Map<Key, byte[]> acknowledgedManifests() {
        return acknowledgedManifests;
    }

    Map<Key, Payload> attemptedBlobs() {
        return attemptedBlobs;
    }

    Map<Key, byte[]> attemptedManifests() {
        return attemptedManifests;
    }

    Map<TagKey, TagHistory> tags() {
        return tags;
    }
}
