package org.shiplog.cluster.simulation;

import static org.shiplog.cluster.simulation.Chance.MILLISECOND;
import static org.shiplog.cluster.simulation.Chance.SECOND;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What cluster membership, the split-brain resolver and the shard coordinator come to: each entity has one owner; a node that
 * nobody has seen for a while is given up and others take over, and it learns that later than they do. How they agree on that
 * is not simulated.
 */
final class Coordinator {
    private static final long GIVEN_UP_AFTER = 5 * SECOND;

    private final World world;
    private final Map<EntityAddress, SimulatedNode> owners = new LinkedHashMap<>();
    private final Map<SimulatedNode, Integer> members = new LinkedHashMap<>();
    private final Map<EntityAddress, SimulatedNode> moving = new LinkedHashMap<>();

    Coordinator(World world) {
        this.world = world;
    }

    void begin(List<SimulatedNode> nodes, List<EntityAddress> entities) {
        nodes.forEach(node -> members.put(node, node.incarnation()));
        for (EntityAddress entity : entities) {
            SimulatedNode owner = world.chance().oneOf(nodes);
            owners.put(entity, owner);
            nodes.forEach(node -> node.learnOwner(entity, owner));
        }
    }

    private boolean isMember(SimulatedNode node) {
        Integer incarnation = members.get(node);
        return incarnation != null && incarnation == node.incarnation();
    }

    /** The node went silent now. If it stays so it is given up. */
    void silent(SimulatedNode node) {
        int incarnation = node.incarnation();
        long since = world.now();
        long patience = world.has(PlantedBug.EARLY_TAKEOVER) ? SECOND / 2 : GIVEN_UP_AFTER;
        world.in(patience + world.chance().between(0, 3 * SECOND), () -> {
            Integer member = members.get(node);
            boolean same = member != null && (member == incarnation || !node.isUp());
            if (same && !node.isInTouch() && node.silentSince() <= since) {
                giveUp(node);
            }
        });
    }

    private void giveUp(SimulatedNode node) {
        world.note(() -> node + " is given up");
        members.remove(node);
        reassign(node);
        if (node.isUp() && !node.isPaused()) {
            endLater(node);
        }
    }

    /** The minority's resolver ends its process, too, but late. */
    private void endLater(SimulatedNode node) {
        node.in(
                world.chance().between(MILLISECOND, 8 * SECOND),
                () -> world.troubles().end(node));
    }

    private void reassign(SimulatedNode gone) {
        owners.forEach((entity, owner) -> {
            if (owner == gone) {
                candidate(gone).ifPresent(heir -> assign(entity, heir));
            }
        });
    }

    private Optional<SimulatedNode> candidate(SimulatedNode not) {
        List<SimulatedNode> candidates = world.nodes().stream()
                .filter(node -> node != not && isMember(node) && node.isUp() && node.isInTouch())
                .toList();
        return candidates.isEmpty()
                ? Optional.empty()
                : Optional.of(world.chance().oneOf(candidates));
    }

    private void assign(EntityAddress entity, SimulatedNode owner) {
        world.note(() -> entity + " goes to " + owner);
        owners.put(entity, owner);
        moving.remove(entity);
        world.nodes().forEach(node -> tell(node, entity, owner));
    }

    private void tell(SimulatedNode node, EntityAddress entity, SimulatedNode owner) {
        int incarnation = node.incarnation();
        world.in(world.chance().between(100, 300 * MILLISECOND), () -> {
            if (!node.isUp() || node.incarnation() != incarnation || !isNews(node, entity, owner)) {
                return;
            }
            if (!node.isInTouch()) {
                tell(node, entity, owner);
            } else {
                node.run(incarnation, () -> {
                    if (isNews(node, entity, owner)) {
                        node.learnOwner(entity, owner);
                    }
                });
            }
        });
    }

    /** What the coordinator says comes in its order: who is told to stop the entity is not told to host it afterwards. */
    private boolean isNews(SimulatedNode node, EntityAddress entity, SimulatedNode owner) {
        return owners.get(entity) == owner && moving.get(entity) != node;
    }

    /** Moves an entity as rebalancing does: the old home stops it, and only then the new one may start it. */
    void move(EntityAddress entity) {
        SimulatedNode from = owners.get(entity);
        Optional<SimulatedNode> to = candidate(from);
        if (moving.containsKey(entity) || to.isEmpty() || !isMember(from) || !from.isInTouch()) {
            return;
        }
        moving.put(entity, from);
        from.in(
                world.chance().between(100, 20 * MILLISECOND),
                () -> from.handOff(entity, () -> handedOff(entity, from, to.get())));
    }

    private void handedOff(EntityAddress entity, SimulatedNode from, SimulatedNode to) {
        world.in(world.chance().between(100, 20 * MILLISECOND), () -> {
            if (moving.get(entity) == from && owners.get(entity) == from) {
                assign(entity, isMember(to) && to.isUp() ? to : from);
            }
        });
    }

    /** A new process joins. What its predecessor had is given to others, or to it. */
    void join(SimulatedNode node) {
        members.put(node, node.incarnation());
        node.regainTouch();
        owners.forEach((entity, owner) -> {
            if (owner == node || !members.containsKey(owner)) {
                assign(entity, node);
            } else {
                tell(node, entity, owner);
            }
        });
    }

    /** The node can be seen again, perhaps too late. */
    void backInTouch(SimulatedNode node) {
        if (isMember(node)) {
            node.regainTouch();
        } else {
            endLater(node);
        }
    }
}
