package org.shiplog.cluster.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.shiplog.domain.oci.DigestAlgorithm;
import org.shiplog.storage.blob.Segment;
import org.shiplog.storage.blob.UploadId;
import org.shiplog.storage.blob.UploadLedger.Acquired;

/** The tables of uploads in the database, with what the statements of PostgresUploadLedger do to them. */
final class SimulatedLedger {
    static final Duration LEASE = Duration.ofSeconds(4);

    /** For so long what was committed without waiting for the disk may be lost in a crash. */
    private static final long UNFLUSHED = 600 * Chance.MILLISECOND;

    private final World world;
    private final Map<UploadId, Session> sessions = new LinkedHashMap<>();

    SimulatedLedger(World world) {
        this.world = world;
    }

    private static final class Session {
        private final String owner;
        private final DigestAlgorithm algorithm;
        private final TreeMap<Long, Long> segments = new TreeMap<>();
        private long fence;
        private long heldUntil;
        private @Nullable Flushed flushed;

        private Session(String owner, DigestAlgorithm algorithm, long now) {
            this.owner = owner;
            this.algorithm = algorithm;
            this.heldUntil = now;
        }

        private long length() {
            return segments.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /** What a session was before it was changed without waiting for the disk. */
    private record Flushed(long fence, long heldUntil, long at) {}

    boolean begin(UploadId id, String owner, DigestAlgorithm algorithm) {
        sessions.put(id, new Session(owner, algorithm, world.now()));
        return true;
    }

    Optional<Long> find(UploadId id, String owner) {
        return owned(id, owner).map(Session::length);
    }

    private Optional<Session> owned(UploadId id, String owner) {
        return Optional.ofNullable(sessions.get(id)).filter(session -> session.owner.equals(owner));
    }

    Acquired acquire(UploadId id, String owner) {
        Optional<Session> owned = owned(id, owner);
        if (owned.isEmpty()) {
            return new Acquired.Unknown();
        }
        Session session = owned.get();
        if (session.heldUntil > world.now()) {
            return new Acquired.Busy(session.length());
        }
        unflushed(session);
        long least = world.has(PlantedBug.UPLOAD_FENCE_USED_TWICE) ? 0 : world.now();
        session.fence = Math.max(session.fence + 1, least);
        session.heldUntil = world.now() + LEASE.toNanos() / 1_000;
        List<Segment> segments = new ArrayList<>();
        session.segments.forEach((fence, length) -> segments.add(new Segment(new Segment.Key(id, fence), length)));
        return new Acquired.Held(new Segment.Key(id, session.fence), session.algorithm, segments);
    }

    private void unflushed(Session session) {
        Flushed before = session.flushed;
        if (before == null || before.at() + UNFLUSHED < world.now()) {
            session.flushed = new Flushed(session.fence, session.heldUntil, world.now());
        }
    }

    Set<Segment.Key> renew(Set<Segment.Key> holds) {
        Set<Segment.Key> kept = new LinkedHashSet<>();
        for (Segment.Key hold : holds) {
            held(hold).ifPresent(session -> {
                unflushed(session);
                session.heldUntil = world.now() + LEASE.toNanos() / 1_000;
                kept.add(hold);
            });
        }
        return kept;
    }

    private Optional<Session> held(Segment.Key hold) {
        return Optional.ofNullable(sessions.get(hold.upload()))
                .filter(session -> session.fence == hold.fence() || world.has(PlantedBug.UPLOAD_LEDGER_WITHOUT_FENCE));
    }

    boolean release(Segment.Key hold, Optional<Segment> appended) {
        Optional<Session> held = held(hold);
        held.ifPresent(session -> {
            session.flushed = null;
            session.fence++;
            session.heldUntil = world.now();
            appended.ifPresent(segment -> session.segments.put(segment.key().fence(), segment.length()));
        });
        return held.isPresent();
    }

    boolean end(Segment.Key hold) {
        return held(hold).isPresent() && sessions.remove(hold.upload()) != null;
    }

    boolean cancel(UploadId id, String owner) {
        return owned(id, owner).isPresent() && sessions.remove(id) != null;
    }

    List<UploadId> expire(Duration idle) {
        long before = world.now() - idle.toNanos() / 1_000;
        List<UploadId> expired = sessions.entrySet().stream()
                .filter(entry -> entry.getValue().heldUntil < before)
                .map(Map.Entry::getKey)
                .toList();
        expired.forEach(sessions::remove);
        return expired;
    }

    Set<UploadId> unknown(Set<UploadId> uploads) {
        Set<UploadId> unknown = new LinkedHashSet<>(uploads);
        unknown.removeAll(sessions.keySet());
        return unknown;
    }

    /** The database crashed: what was not on the disk yet may be as it was before. */
    void crash() {
        for (Session session : sessions.values()) {
            Flushed before = session.flushed;
            if (before != null
                    && before.at() + UNFLUSHED >= world.now()
                    && world.chance().in(0.7)) {
                session.fence = before.fence();
                session.heldUntil = before.heldUntil();
            }
            session.flushed = null;
        }
    }
}
