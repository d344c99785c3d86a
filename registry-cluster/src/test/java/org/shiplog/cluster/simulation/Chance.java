package org.shiplog.cluster.simulation;

import java.util.List;
import java.util.SplittableRandom;

/** Everything that is left to chance in one world; the same seed gives the same world. */
final class Chance {
    static final long MILLISECOND = 1_000;
    static final long SECOND = 1_000 * MILLISECOND;

    private final SplittableRandom random;

    Chance(long seed) {
        this.random = new SplittableRandom(seed);
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    boolean in(double probability) {
        return random.nextDouble() < probability;
    }

    /** In microseconds; short ones are likelier. */
    long between(long shortest, long longest) {
        double share = random.nextDouble();
        return shortest + (long) (share * share * (longest - shortest));
    }

    <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
