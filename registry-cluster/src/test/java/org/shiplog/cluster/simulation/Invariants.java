package org.shiplog.cluster.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.shiplog.cluster.entity.EntityState;
import org.shiplog.cluster.simulation.Response.Seen;
import org.shiplog.cluster.simulation.SimulatedDatabase.Row;
import org.shiplog.domain.aggregate.Recorded;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.repository.Repository;
import org.shiplog.domain.repository.RepositoryEvent.BlobMounted;
import org.shiplog.domain.repository.RepositoryEvent.BlobUploaded;
import org.shiplog.domain.repository.RepositoryEvent.ManifestPushed;

/** What must be true at every step, whatever befalls the world. The first thing that is not is kept. */
final class Invariants {
    private final World world;
    private final Map<EntityAddress, EntityHistory<?, ?, ?, ?>> histories = new LinkedHashMap<>();
    private final Map<String, Register> registers = new LinkedHashMap<>();
    private final Map<SimulatedShell<?, ?, ?, ?>, EntityState<?>> looked = new WeakHashMap<>();
    private final Map<String, Runnable> whenDoubled = new HashMap<>();
    private @Nullable RuntimeException broken;

    Invariants(World world) {
        this.world = world;
    }

    Optional<RuntimeException> broken() {
        return Optional.ofNullable(broken);
    }

    /** Runs a check, and keeps what it throws: whoever called must not catch it. */
    void holds(Runnable check) {
        try {
            check.run();
        } catch (RuntimeException violation) {
            failed(violation);
        }
    }

    void failed(RuntimeException failure) {
        if (broken == null) {
            broken = failure;
        }
    }

    EntityHistory<?, ?, ?, ?> of(EntityAddress entity) {
        return histories.computeIfAbsent(entity, EntityHistory::new);
    }

    Register register(String name) {
        return registers.computeIfAbsent(name, Register::new);
    }

    long undecided() {
        return registers.values().stream().filter(Register::isUndecided).count();
    }

    void sent(EntityAddress entity, String commandId, Object command) {
        of(entity).sent(commandId, command);
    }

    /** Says what to do when the network makes two of a message of the request. */
    void ifDoubled(String request, Runnable told) {
        whenDoubled.put(request, told);
    }

    void doubled(String commandId) {
        whenDoubled.getOrDefault(Attempt.requestOf(commandId), () -> {}).run();
    }

    void appended(EntityAddress entity, long first, List<Row> rows) {
        holds(() -> {
            List<Recorded<?>> events = new ArrayList<>();
            rows.forEach(row -> events.add(world.codec().event(row)));
            of(entity).append(first, events);
            events.forEach(event -> bytesAreThere(event.event()));
        });
    }

    // Bytes come before whoever names them; what is mounted was where it is mounted from.
    private void bytesAreThere(Object event) {
        switch (event) {
            case BlobUploaded(Digest digest, long _) ->
                Violation.unless(
                        world.blobs().get(digest) != null, "a blob is linked that is not in the store: " + digest);
            case BlobMounted(Digest digest, long _, RepositoryName from) ->
                Violation.unless(wasIn(from, digest), "a blob is mounted from where it never was: " + digest);
            case ManifestPushed pushed ->
                Violation.unless(
                        world.database().manifest(pushed.manifest().digest()) != null,
                        "a manifest is known that is not in the store");
            default -> {}
        }
    }

    private boolean wasIn(RepositoryName repository, Digest digest) {
        EntityHistory<?, ?, ?, ?> history = of(EntityAddress.of(repository));
        return LongStream.rangeClosed(0, history.head())
                .anyMatch(position ->
                        ((Repository) history.at(position).state()).blobs().containsKey(digest));
    }

    void acknowledged(EntityAddress entity, String commandId, long position) {
        of(entity).acknowledged(commandId, position);
    }

    void lostAfter(EntityAddress entity, long position) {
        holds(() -> of(entity).lostAfter(position));
    }

    /** What a response to a request that begins now must reflect. */
    Map<EntityAddress, Long> floors() {
        Map<EntityAddress, Long> floors = new HashMap<>();
        histories.forEach((entity, history) -> floors.put(entity, history.observed()));
        return floors;
    }

    void observed(Seen seen, Map<EntityAddress, Long> floors) {
        long floor = floors.getOrDefault(seen.entity(), 0L);
        Violation.unless(
                seen.position() >= floor,
                seen.entity() + ": a response reflects position " + seen.position() + ", after others saw " + floor);
        of(seen.entity()).observed(seen.position());
    }

    /** The state in every shell's memory is what the journal amounts to at its position, and uploads have their bytes. */
    void check() {
        holds(world.uploads().promises()::check);
        for (SimulatedNode node : world.nodes()) {
            for (SimulatedShell<?, ?, ?, ?> shell : node.shells()) {
                shell.durable().ifPresent(state -> check(node, shell, state));
            }
        }
    }

    private void check(SimulatedNode node, SimulatedShell<?, ?, ?, ?> shell, EntityState<?> state) {
        if (looked.put(shell, state) == state) {
            return;
        }
        EntityHistory<?, ?, ?, ?> history = of(shell.address());
        holds(() -> {
            Violation.unless(
                    state.position() <= history.head(),
                    node + " has " + shell.address() + " at " + state.position() + ", the journal ends at "
                            + history.head());
            Violation.unless(
                    state.equals(history.at(state.position())),
                    node + " has " + shell.address() + " at " + state.position() + " as the journal never had it");
        });
    }
}
