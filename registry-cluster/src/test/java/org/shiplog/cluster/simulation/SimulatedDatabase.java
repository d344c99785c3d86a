package org.shiplog.cluster.simulation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.shiplog.domain.oci.Digest;

/**
 * PostgreSQL as the cluster uses it: each statement takes effect at one moment, wholly or not at all, and its outcome may never
 * be heard of. Holds the journal, whose key is the fence, the snapshots, the manifests and the sessions of uploads.
 */
final class SimulatedDatabase {
    private static final long PATIENCE = 5 * Chance.SECOND;

    private final World world;
    private final Map<EntityAddress, List<Row>> journal = new LinkedHashMap<>();
    private final Map<EntityAddress, TreeMap<Long, Saved>> snapshots = new LinkedHashMap<>();
    private final Map<Digest, byte[]> manifests = new LinkedHashMap<>();
    private boolean up = true;
    private boolean slow;
    private long crashes;

    SimulatedDatabase(World world) {
        this.world = world;
    }

    /** An event as it is stored. */
    record Row(String manifest, byte[] payload) {}

    record Saved(String manifest, byte[] payload) {}

    /** A statement was refused by the database. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /**
     * Sends a statement.
     *
     * @param failed told when it failed, or when nothing was heard of it
     */
    <T> void send(SimulatedNode node, Supplier<T> statement, Consumer<T> succeeded, Runnable failed) {
        Chance chance = world.chance();
        Faults faults = world.faults();
        long there = chance.between(100, 2 * Chance.MILLISECOND);
        if (!node.reachesDatabase() || chance.in(faults.lostStatement())) {
            node.in(chance.in(0.5) ? there : PATIENCE, failed);
            return;
        }
        long work = slow || chance.in(faults.slowStatement())
                ? chance.between(Chance.MILLISECOND, 8 * Chance.SECOND)
                : chance.between(100, 5 * Chance.MILLISECOND);
        boolean heard = !chance.in(faults.lostAcknowledgement());
        // Whoever asked gives up in time, and the statement may take effect even later.
        boolean inTime = there + work < PATIENCE;
        if (!inTime) {
            node.in(PATIENCE, failed);
        }
        int incarnation = node.incarnation();
        world.in(there + work, () -> {
            Runnable outcome = execute(statement, succeeded, failed);
            if (inTime) {
                node.in(incarnation, heard ? there : PATIENCE, heard ? outcome : failed);
            }
        });
    }

    private <T> Runnable execute(Supplier<T> statement, Consumer<T> succeeded, Runnable failed) {
        if (!up) {
            return failed;
        }
        try {
            T result = statement.get();
            return () -> succeeded.accept(result);
        } catch (Refused _) {
            return failed;
        }
    }

    /** Events from {@code first} on, all or none; refused when one of their sequence numbers is taken. */
    void append(EntityAddress entity, long first, List<Row> rows) {
        List<Row> existing = journal.computeIfAbsent(entity, _ -> new ArrayList<>());
        if (first != existing.size() + 1) {
            if (!world.has(PlantedBug.JOURNAL_WITHOUT_FENCE)) {
                throw new Refused();
            }
            existing.subList((int) Math.min(existing.size(), first - 1), existing.size())
                    .clear();
        }
        if (world.has(PlantedBug.TORN_BATCH)
                && rows.size() > 1
                && world.chance().in(0.1)) {
            existing.add(rows.getFirst());
            world.invariants().appended(entity, first, rows.subList(0, 1));
            throw new Refused();
        }
        existing.addAll(rows);
        world.uploads().table().flush();
        world.invariants().appended(entity, first, rows);
    }

    List<Row> events(EntityAddress entity) {
        return List.copyOf(journal.getOrDefault(entity, List.of()));
    }

    void save(EntityAddress entity, long position, Saved snapshot) {
        TreeMap<Long, Saved> kept = snapshots.computeIfAbsent(entity, _ -> new TreeMap<>());
        kept.put(position, snapshot);
        while (kept.size() > 2) {
            kept.pollFirstEntry();
        }
    }

    Optional<Map.Entry<Long, Saved>> latest(EntityAddress entity) {
        TreeMap<Long, Saved> kept = snapshots.get(entity);
        return kept == null ? Optional.empty() : Optional.of(kept.lastEntry());
    }

    void putManifest(Digest digest, byte[] bytes) {
        manifests.putIfAbsent(digest, bytes);
    }

    byte @Nullable [] manifest(Digest digest) {
        return manifests.get(digest);
    }

    /** Loses what is being executed; what was committed stays. */
    void crash() {
        up = false;
        crashes++;
        world.uploads().table().crash();
        if (world.has(PlantedBug.COMMIT_WITHOUT_FLUSH)) {
            journal.forEach((entity, rows) -> {
                if (!rows.isEmpty()) {
                    rows.removeLast();
                    world.invariants().lostAfter(entity, rows.size());
                }
            });
        }
    }

    long crashes() {
        return crashes;
    }

    void restart() {
        up = true;
    }

    void slowDown(boolean slower) {
        slow = slower;
    }

    /** The newest snapshot of each entity can no longer be read. */
    void damageSnapshots() {
        snapshots.values().forEach(kept -> kept.put(kept.lastKey(), new Saved("?", new byte[0])));
    }
}
