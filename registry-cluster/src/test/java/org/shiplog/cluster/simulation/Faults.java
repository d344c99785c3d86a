package org.shiplog.cluster.simulation;

/**
 * How unkind a world is. Each seed has its own mix, because faults that are always all there hide each other.
 *
 * @param betweenTroubles the time from one trouble to the next in the mean, in microseconds
 */
record Faults(
        double lostMessage,
        double doubledMessage,
        double lateMessage,
        double lostStatement,
        double slowStatement,
        double lostAcknowledgement,
        long betweenTroubles) {

    static Faults of(Chance chance) {
        return new Faults(
                some(chance, 0.02),
                some(chance, 0.03),
                some(chance, 0.05),
                some(chance, 0.02),
                some(chance, 0.03),
                some(chance, 0.04),
                chance.between(Chance.SECOND / 5, 6 * Chance.SECOND));
    }

    static Faults none() {
        return new Faults(0, 0, 0, 0, 0, 0, Long.MAX_VALUE);
    }

    private static double some(Chance chance, double most) {
        return chance.in(0.4) ? 0 : chance.below(1000) / 1000.0 * most;
    }
}
