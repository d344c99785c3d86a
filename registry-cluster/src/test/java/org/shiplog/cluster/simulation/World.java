package org.shiplog.cluster.simulation;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.oci.RepositoryName;

/** Everything there is under one seed. It belongs to one thread. */
final class World {
    static final List<RepositoryName> REPOSITORIES = Stream.of("library/a", "library/b", "library/c")
            .map(RepositoryName::new)
            .toList();
    static final ProjectName PROJECT = new ProjectName("library");

    /** Shared by all worlds: it has no state, and is slow to make. */
    private static final Codec CODEC = new Codec();

    private static final int NODES = 3;
    private static final int CLIENTS = 4;
    private static final int UPLOADERS = 2;
    private static final int TROUBLED_STEPS = 500;
    private static final int MOST_STEPS = 6_000;

    private final long seed;
    private final Set<PlantedBug> bugs;
    private final Chance chance;
    private final Timeline timeline;
    private final Trace trace;
    private final SimulatedDatabase database = new SimulatedDatabase(this);
    private final SimulatedNetwork network = new SimulatedNetwork(this);
    private final SimulatedBlobs blobs = new SimulatedBlobs(this);
    private final SimulatedUploads uploads = new SimulatedUploads(this);
    private final Invariants invariants = new Invariants(this);
    private final Coordinator coordinator = new Coordinator(this);
    private final List<SimulatedNode> nodes;
    private final List<EntityAddress> entities;
    private final Troubles troubles;
    private final Content content;
    private Faults faults;
    private List<SimulatedClient> clients = List.of();
    private List<Uploader> uploaders = List.of();
    private boolean healed;
    private long steps;

    World(long seed, Set<PlantedBug> bugs, boolean traced) {
        this.seed = seed;
        this.bugs = bugs.isEmpty() ? EnumSet.noneOf(PlantedBug.class) : EnumSet.copyOf(bugs);
        this.chance = new Chance(seed);
        this.timeline = new Timeline(chance);
        this.trace = new Trace(traced);
        this.faults = Faults.of(chance);
        this.nodes = IntStream.rangeClosed(1, NODES)
                .mapToObj(number -> new SimulatedNode(this, number))
                .toList();
        List<EntityAddress> all = new ArrayList<>(List.of(EntityAddress.of(PROJECT)));
        REPOSITORIES.forEach(repository -> all.add(EntityAddress.of(repository)));
        this.entities = List.copyOf(all);
        this.troubles = new Troubles(this);
        this.content = new Content(chance);
    }

    /**
     * What came of a world.
     *
     * @param answered how many requests the clients heard the outcome of
     * @param uploaded how many uploads in parts came to their end
     * @param broken the first invariant that did not hold
     * @param undecided how many registers had too many explanations to go on looking
     */
    record Outcome(
            long seed,
            long steps,
            long answered,
            long uploaded,
            Optional<RuntimeException> broken,
            long undecided,
            List<String> trace) {}

    /** Runs until an invariant breaks, or until everything that was begun has ended after the troubles have. */
    Outcome run() {
        clients = IntStream.rangeClosed(1, CLIENTS)
                .mapToObj(number -> new SimulatedClient(this, number))
                .toList();
        uploaders = IntStream.rangeClosed(1, UPLOADERS)
                .mapToObj(number -> new Uploader(this, number))
                .toList();
        coordinator.begin(nodes, entities);
        troubles.begin();
        new FirstProject(this).create(() -> clients.forEach(SimulatedClient::begin));
        uploaders.forEach(Uploader::begin);
        while (invariants.broken().isEmpty() && steps < MOST_STEPS && step()) {
            if (!healed && steps >= TROUBLED_STEPS) {
                healed = true;
                note(() -> "the troubles end");
                faults = Faults.none();
                troubles.end();
                clients.forEach(SimulatedClient::end);
                uploaders.forEach(Uploader::end);
            }
        }
        if (invariants.broken().isEmpty()) {
            invariants.holds(
                    () -> Violation.unless(steps < MOST_STEPS && isAtRest(), "the world does not come to rest"));
        }
        long answered = clients.stream().mapToLong(SimulatedClient::answered).sum();
        long uploaded = uploaders.stream().mapToLong(Uploader::completed).sum();
        return new Outcome(seed, steps, answered, uploaded, invariants.broken(), invariants.undecided(), trace.lines());
    }

    /** Nobody wants anything any more. */
    boolean isAtRest() {
        return healed
                && clients.stream().allMatch(SimulatedClient::isDone)
                && uploaders.stream().allMatch(Uploader::isDone);
    }

    private boolean step() {
        steps++;
        boolean stepped;
        try {
            stepped = timeline.step();
        } catch (RuntimeException bug) {
            invariants.failed(bug);
            return false;
        }
        invariants.check();
        return stepped;
    }

    long now() {
        return timeline.now();
    }

    Timeline.Entry in(long micros, Runnable happening) {
        return timeline.in(micros, happening);
    }

    void note(Supplier<String> what) {
        trace.note(steps, now(), what);
    }

    boolean has(PlantedBug bug) {
        return bugs.contains(bug);
    }

    Chance chance() {
        return chance;
    }

    Faults faults() {
        return faults;
    }

    Codec codec() {
        return CODEC;
    }

    SimulatedDatabase database() {
        return database;
    }

    SimulatedNetwork network() {
        return network;
    }

    SimulatedBlobs blobs() {
        return blobs;
    }

    SimulatedUploads uploads() {
        return uploads;
    }

    Invariants invariants() {
        return invariants;
    }

    Coordinator coordinator() {
        return coordinator;
    }

    Troubles troubles() {
        return troubles;
    }

    Content content() {
        return content;
    }

    List<SimulatedNode> nodes() {
        return nodes;
    }

    List<EntityAddress> entities() {
        return entities;
    }
}
