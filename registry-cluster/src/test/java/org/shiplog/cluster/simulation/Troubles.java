package org.shiplog.cluster.simulation;

import static org.shiplog.cluster.simulation.Chance.MILLISECOND;
import static org.shiplog.cluster.simulation.Chance.SECOND;

import java.util.ArrayList;
import java.util.List;

/** What befalls the nodes, the network and the database of a world, until it is told to end. */
final class Troubles {
    private final World world;
    private final List<Runnable> kinds = new ArrayList<>();
    private boolean ended;

    Troubles(World world) {
        this.world = world;
        List<Runnable> all = List.of(
                this::crash,
                this::pause,
                this::cutOff,
                this::cutFromDatabase,
                this::crashDatabase,
                this::slowDatabase,
                this::move,
                this::passivate,
                this::damageSnapshots,
                this::expireUploads);
        all.forEach(kind -> {
            if (world.chance().in(0.6)) {
                kinds.add(kind);
            }
        });
    }

    void begin() {
        if (!kinds.isEmpty()) {
            next();
        }
    }

    private void next() {
        world.in(world.chance().between(0, 2 * world.faults().betweenTroubles()), () -> {
            if (!ended) {
                world.chance().oneOf(kinds).run();
                next();
            }
        });
    }

    private SimulatedNode node() {
        return world.chance().oneOf(world.nodes());
    }

    private void crash() {
        SimulatedNode node = node();
        if (node.isUp()) {
            end(node);
        }
    }

    /** Ends the process; another is started in its place. */
    void end(SimulatedNode node) {
        world.note(() -> node + " dies");
        node.crash();
        world.coordinator().silent(node);
        world.in(world.chance().between(200 * MILLISECOND, 12 * SECOND), () -> start(node));
    }

    private void start(SimulatedNode node) {
        node.start();
        int incarnation = node.incarnation();
        world.note(() -> node + " starts as incarnation " + incarnation);
        node.in(world.chance().between(100 * MILLISECOND, SECOND), () -> join(node));
    }

    private void join(SimulatedNode node) {
        if (node.isCutOff()) {
            node.in(SECOND, () -> join(node));
        } else {
            world.note(() -> node + " joins");
            world.coordinator().join(node);
        }
    }

    private void pause() {
        SimulatedNode node = node();
        if (!node.isUp() || node.isPaused()) {
            return;
        }
        boolean wasInTouch = node.isInTouch();
        node.pause();
        world.note(() -> node + " is paused");
        if (wasInTouch) {
            world.coordinator().silent(node);
        }
        int incarnation = node.incarnation();
        world.in(world.chance().between(50 * MILLISECOND, 25 * SECOND), () -> {
            if (node.incarnation() == incarnation) {
                world.note(() -> node + " goes on");
                node.resume();
                regainTouch(node);
            }
        });
    }

    private void regainTouch(SimulatedNode node) {
        node.in(world.chance().between(MILLISECOND, SECOND), () -> {
            if (!node.isCutOff()) {
                world.coordinator().backInTouch(node);
            }
        });
    }

    private void cutOff() {
        SimulatedNode node = node();
        if (node.isCutOff()) {
            return;
        }
        boolean wasInTouch = node.isInTouch();
        node.cutOff(true);
        world.note(() -> node + " is cut off from the other nodes");
        if (wasInTouch) {
            world.coordinator().silent(node);
        }
        world.in(world.chance().between(100 * MILLISECOND, 20 * SECOND), () -> {
            world.note(() -> node + " is no longer cut off");
            node.cutOff(false);
            if (!node.isInTouch()) {
                regainTouch(node);
            }
        });
    }

    private void cutFromDatabase() {
        SimulatedNode node = node();
        node.cutFromDatabase(true);
        world.note(() -> node + " is cut off from the database");
        world.in(world.chance().between(100 * MILLISECOND, 8 * SECOND), () -> node.cutFromDatabase(false));
    }

    private void crashDatabase() {
        world.note(() -> "the database crashes");
        world.database().crash();
        world.in(world.chance().between(100 * MILLISECOND, 5 * SECOND), () -> {
            world.note(() -> "the database is back");
            world.database().restart();
        });
    }

    private void slowDatabase() {
        world.note(() -> "the database is slow");
        world.database().slowDown(true);
        world.in(
                world.chance().between(100 * MILLISECOND, 5 * SECOND),
                () -> world.database().slowDown(false));
    }

    private void move() {
        world.coordinator().move(world.chance().oneOf(world.entities()));
    }

    private void passivate() {
        SimulatedNode node = node();
        node.in(0, node::passivate);
    }

    private void damageSnapshots() {
        world.database().damageSnapshots();
    }

    private void expireUploads() {
        SimulatedNode node = node();
        node.in(0, () -> node.uploads().expire(SimulatedUploads.IDLE));
    }

    void end() {
        ended = true;
    }
}
