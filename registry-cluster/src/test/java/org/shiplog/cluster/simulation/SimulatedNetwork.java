package org.shiplog.cluster.simulation;

/** What lies between the nodes. Messages are late, overtake each other, come twice or not at all. */
final class SimulatedNetwork {
    private final World world;

    SimulatedNetwork(World world) {
        this.world = world;
    }

    void send(SimulatedNode from, SimulatedNode to, Runnable delivery) {
        send(from, to, delivery, () -> {});
    }

    /** @param doubled told when two are made of the message */
    void send(SimulatedNode from, SimulatedNode to, Runnable delivery, Runnable doubled) {
        if (from == to) {
            to.in(0, delivery);
            return;
        }
        Chance chance = world.chance();
        if (!from.reaches(to) || chance.in(world.faults().lostMessage())) {
            return;
        }
        deliver(to, delivery);
        if (chance.in(world.faults().doubledMessage())) {
            doubled.run();
            deliver(to, delivery);
        }
    }

    private void deliver(SimulatedNode to, Runnable delivery) {
        Chance chance = world.chance();
        long delay = chance.in(world.faults().lateMessage())
                ? chance.between(Chance.MILLISECOND, 12 * Chance.SECOND)
                : chance.between(50, 5 * Chance.MILLISECOND);
        world.in(delay, () -> to.run(to.incarnation(), delivery));
    }
}
