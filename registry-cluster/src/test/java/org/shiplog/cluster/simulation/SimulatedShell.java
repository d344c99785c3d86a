package org.shiplog.cluster.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.shiplog.cluster.entity.BatchDecision;
import org.shiplog.cluster.entity.BatchDecision.Request;
import org.shiplog.cluster.entity.EntityObserver;
import org.shiplog.cluster.entity.EntityReply;
import org.shiplog.cluster.entity.EntityState;
import org.shiplog.cluster.entity.GroupCommit;
import org.shiplog.cluster.entity.GroupCommit.Action;
import org.shiplog.cluster.entity.RecentCommands;
import org.shiplog.cluster.entity.Tenure;
import org.shiplog.cluster.simulation.SimulatedDatabase.Row;
import org.shiplog.cluster.simulation.SimulatedDatabase.Saved;
import org.shiplog.domain.aggregate.Aggregate;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.aggregate.Query;
import org.shiplog.domain.aggregate.Recorded;
import org.shiplog.domain.collection.PersistentMap;

/** An entity on a node: what EntityShell and EntityJournal do as actors, with the same GroupCommit and BatchDecision. */
final class SimulatedShell<S, C, E, F> {
    private static final int EVENTS_PER_SNAPSHOT = 5;

    private final World world;
    private final SimulatedNode node;
    private final EntityAddress address;
    private final Aggregate<S, C, E, F> aggregate;
    private final GroupCommit<PendingAsk> commits;
    private EntityState<S> written;
    private boolean stopped;

    @SuppressWarnings("unchecked") // An address names an entity of its kind.
    SimulatedShell(World world, SimulatedNode node, EntityAddress address) {
        this.world = world;
        this.node = node;
        this.address = address;
        this.aggregate = (Aggregate<S, C, E, F>) address.kind().aggregate();
        this.written = EntityState.initial(aggregate);
        this.commits = new GroupCommit<>(
                world.has(PlantedBug.ACKNOWLEDGED_WITHOUT_TENURE) ? Tenure.UNCONTESTED : node::hasTenure,
                EntityObserver.NONE,
                () -> world.now() * 1_000);
        recover();
    }

    EntityAddress address() {
        return address;
    }

    boolean isStopped() {
        return stopped;
    }

    Optional<EntityState<?>> durable() {
        return Optional.ofNullable(commits.durable());
    }

    void execute(Object command, Provenance provenance, PendingAsk replyTo) {
        perform(commits.execute(new Request(command, provenance), replyTo));
    }

    void ask(Query<?, ?> query, PendingAsk replyTo) {
        if (node.hasTenure()) {
            perform(commits.ask(query, replyTo));
        } else {
            reply(replyTo, new EntityReply.Unavailable("no tenure"));
        }
    }

    void stop() {
        perform(commits.stop());
    }

    private void recover() {
        world.database()
                .send(
                        node,
                        () -> StoredEntity.read(world.database(), address),
                        stored -> {
                            written = stored.replay(world, aggregate);
                            world.note(() -> node + " recovered " + address + " at " + written.position());
                            perform(commits.recovered(written));
                        },
                        this::journalStopped);
    }

    private void write(List<Request> requests) {
        EntityState<S> before =
                world.has(PlantedBug.RECENT_COMMANDS_DROPPED) ? withoutRecentCommands(written) : written;
        BatchDecision<E> decision = BatchDecision.decide(aggregate, before, requests, (_, bug) -> {
            throw bug;
        });
        EntityState<S> after = written;
        List<Row> rows = new ArrayList<>();
        for (Recorded<E> event : decision.events()) {
            rows.add(world.codec().row(event));
            after = after.with(aggregate, event);
        }
        EntityState<S> state = after;
        if (rows.isEmpty()) {
            node.in(0, () -> committed(state, decision.replies()));
            return;
        }
        long first = written.position() + 1;
        world.note(() -> node + " writes " + address + " from " + first + ": "
                + decision.events().size() + " events");
        boolean early = world.has(PlantedBug.REPLY_BEFORE_DURABLE);
        if (early) {
            node.in(0, () -> committed(state, decision.replies()));
        }
        world.database()
                .send(
                        node,
                        () -> {
                            world.database().append(address, first, rows);
                            return first;
                        },
                        _ -> {
                            if (!early) {
                                committed(state, decision.replies());
                            }
                        },
                        this::journalStopped);
    }

    private EntityState<S> withoutRecentCommands(EntityState<S> state) {
        return new EntityState<>(
                state.state(), state.position(), new RecentCommands(PersistentMap.empty(), PersistentMap.empty()));
    }

    private void committed(EntityState<S> state, List<EntityReply> replies) {
        if (stopped) {
            return;
        }
        boolean due = state.position() / EVENTS_PER_SNAPSHOT > written.position() / EVENTS_PER_SNAPSHOT;
        written = state;
        if (due) {
            boolean forgets = world.has(PlantedBug.SNAPSHOT_WITHOUT_RECENT_COMMANDS);
            Saved snapshot = world.codec().snapshot(forgets ? withoutRecentCommands(state) : state);
            world.database()
                    .send(
                            node,
                            () -> {
                                world.database().save(address, state.position(), snapshot);
                                return snapshot;
                            },
                            _ -> {},
                            () -> {});
        }
        perform(commits.committed(state, replies));
    }

    private void journalStopped() {
        if (!stopped) {
            world.note(() -> node + " lost the journal of " + address);
            perform(commits.journalStopped());
        }
    }

    private void perform(List<Action<PendingAsk>> actions) {
        for (Action<PendingAsk> action : actions) {
            switch (action) {
                case Action.Reply<PendingAsk>(var to, var reply) -> reply(to, reply);
                case Action.Write<PendingAsk>(var requests) -> write(requests);
                case Action.Remind<PendingAsk>() ->
                    node.in(100 * Chance.MILLISECOND, () -> {
                        if (!stopped) {
                            perform(commits.reminded());
                        }
                    });
                case Action.Stop<PendingAsk>() -> {
                    stopped = true;
                    node.stopped(this);
                }
            }
        }
    }

    private void reply(PendingAsk to, EntityReply reply) {
        EntityState<?> durable = commits.durable();
        long position = durable == null ? 0 : durable.position();
        world.network().send(node, to.asker(), () -> {
            if (to.asker().incarnation() == to.incarnation()) {
                to.answered().complete(new PendingAsk.Answered(reply, position));
            }
        });
    }
}
