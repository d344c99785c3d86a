package org.shiplog.cluster.simulation;

import java.util.Comparator;
import java.util.PriorityQueue;

/** The world's clock, in microseconds, and what is going to happen. What happens at the same time is in an order by chance. */
final class Timeline {
    private final Chance chance;
    private final PriorityQueue<Entry> entries = new PriorityQueue<>(
            Comparator.comparingLong(Entry::at).thenComparingInt(Entry::lot).thenComparingLong(Entry::number));
    private long now;
    private long numbers;

    Timeline(Chance chance) {
        this.chance = chance;
    }

    /** Something that is going to happen unless it is called off. */
    static final class Entry {
        private final long at;
        private final int lot;
        private final long number;
        private final Runnable happening;
        private boolean calledOff;

        private Entry(long at, int lot, long number, Runnable happening) {
            this.at = at;
            this.lot = lot;
            this.number = number;
            this.happening = happening;
        }

        private long at() {
            return at;
        }

        private int lot() {
            return lot;
        }

        private long number() {
            return number;
        }

        void callOff() {
            calledOff = true;
        }
    }

    long now() {
        return now;
    }

    Entry in(long micros, Runnable happening) {
        Entry entry = new Entry(now + micros, chance.below(1 << 20), numbers++, happening);
        entries.add(entry);
        return entry;
    }

    /** Lets the next thing happen; false when there is none. */
    boolean step() {
        while (!entries.isEmpty()) {
            Entry next = entries.remove();
            if (!next.calledOff) {
                now = next.at;
                next.happening.run();
                return true;
            }
        }
        return false;
    }
}
