package org.shiplog.cluster.simulation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.shiplog.domain.oci.DigestAlgorithm;
import org.shiplog.storage.blob.Segment;
import org.shiplog.storage.blob.UploadId;
import org.shiplog.storage.blob.UploadLedger.Acquired;

/**
 * The sessions as PostgreSQL has them. Its log is one sequence: flushing a change flushes all that were made before, and a crash
 * forgets some of those after the last flush, the latest first. Times are those of the database's clock, in microseconds.
 */
final class UploadTable {
    /** Changes are flushed in the background before long. */
    private static final int MOST_UNFLUSHED = 12;

    private final World world;
    private final List<Map<UploadId, Session>> unflushed = new ArrayList<>();
    private Map<UploadId, Session> flushed = Map.of();
    private Map<UploadId, Session> sessions = new LinkedHashMap<>();

    UploadTable(World world) {
        this.world = world;
    }

    record Session(String owner, DigestAlgorithm algorithm, long fence, long heldUntil, List<Segment> segments) {
        long offset() {
            return segments.stream().mapToLong(Segment::length).sum();
        }

        private Session held(long number, long until) {
            return new Session(owner, algorithm, number, until, segments);
        }

        private Session with(Segment segment) {
            List<Segment> more = new ArrayList<>(segments);
            more.add(segment);
            return new Session(owner, algorithm, fence, heldUntil, List.copyOf(more));
        }
    }

    Map<UploadId, Session> sessions() {
        return sessions;
    }

    private void changed() {
        unflushed.add(new LinkedHashMap<>(sessions));
        if (unflushed.size() > MOST_UNFLUSHED) {
            flushed = unflushed.removeFirst();
        }
    }

    private void changedDurably() {
        changed();
        flush();
    }

    void flush() {
        if (!unflushed.isEmpty()) {
            flushed = unflushed.getLast();
            unflushed.clear();
        }
    }

    void crash() {
        int kept = world.chance().below(unflushed.size() + 1);
        flushed = kept == 0 ? flushed : unflushed.get(kept - 1);
        sessions = new LinkedHashMap<>(flushed);
        unflushed.clear();
    }

    void insert(UploadId id, Session session) {
        sessions.put(id, session);
        changed();
    }

    void insertDurably(UploadId id, Session session) {
        insert(id, session);
        if (!world.has(PlantedBug.BEGUN_WITHOUT_FLUSH)) {
            flush();
        }
    }

    Optional<Session> find(UploadId id, String owner) {
        return Optional.ofNullable(sessions.get(id))
                .filter(session -> session.owner().equals(owner));
    }

    Acquired acquire(UploadId id, String owner, long lease) {
        Optional<Session> found = find(id, owner);
        if (found.isEmpty()) {
            return new Acquired.Unknown();
        }
        Session session = found.get();
        if (session.heldUntil() > world.now()) {
            return new Acquired.Busy(session.offset());
        }
        long next = session.fence() + 1;
        long fence = world.has(PlantedBug.FENCES_COUNTED) ? next : Math.max(next, world.now());
        sessions.put(id, session.held(fence, world.now() + lease));
        changed();
        return new Acquired.Held(new Segment.Key(id, fence), session.algorithm(), session.segments());
    }

    private Optional<Session> held(Segment.Key hold) {
        return Optional.ofNullable(sessions.get(hold.upload())).filter(session -> session.fence() == hold.fence());
    }

    Set<Segment.Key> renew(Collection<Segment.Key> holds, long lease) {
        Set<Segment.Key> renewed = new LinkedHashSet<>();
        for (Segment.Key hold : holds) {
            boolean any = world.has(PlantedBug.LOST_HOLDS_RENEWED) && sessions.containsKey(hold.upload());
            if (any || held(hold).isPresent()) {
                sessions.compute(hold.upload(), (_, session) -> session.held(hold.fence(), world.now() + lease));
                renewed.add(hold);
            }
        }
        changed();
        return renewed;
    }

    boolean release(Segment.Key hold, Optional<Segment> appended) {
        boolean mayRelease = held(hold).isPresent()
                || world.has(PlantedBug.RELEASED_WITHOUT_FENCE) && sessions.containsKey(hold.upload());
        if (!mayRelease) {
            return false;
        }
        Session released = sessions.get(hold.upload()).held(hold.fence() + 1, world.now());
        sessions.put(hold.upload(), appended.map(released::with).orElse(released));
        if (appended.isPresent() && !world.has(PlantedBug.RECORDED_WITHOUT_FLUSH)) {
            changedDurably();
        } else {
            changed();
        }
        return true;
    }

    boolean end(Segment.Key hold) {
        if (held(hold).isEmpty()) {
            return false;
        }
        remove(hold.upload());
        changed();
        return true;
    }

    boolean cancel(UploadId id, String owner) {
        if (find(id, owner).isEmpty()) {
            return false;
        }
        remove(id);
        changedDurably();
        return true;
    }

    List<UploadId> expire(long idle) {
        List<UploadId> expired = sessions.entrySet().stream()
                .filter(session -> session.getValue().heldUntil() < world.now() - idle)
                .map(Map.Entry::getKey)
                .toList();
        expired.forEach(this::remove);
        changedDurably();
        return expired;
    }

    private void remove(UploadId id) {
        sessions.remove(id);
        world.uploads().promises().ended(id);
    }

    Set<UploadId> unknown(Set<UploadId> uploads) {
        return uploads.stream().filter(id -> !sessions.containsKey(id)).collect(Collectors.toSet());
    }
}
