package org.shiplog.cluster.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** What happened in a world, written down only where somebody is going to read it. */
final class Trace {
    private final boolean kept;
    private final List<String> lines = new ArrayList<>();

    Trace(boolean kept) {
        this.kept = kept;
    }

    void note(long step, long now, Supplier<String> what) {
        if (kept) {
            lines.add(String.format(Locale.ROOT, "%5d %10.3f ms  %s", step, now / 1000.0, what.get()));
        }
    }

    List<String> lines() {
        return List.copyOf(lines);
    }
}
