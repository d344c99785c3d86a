package org.shiplog.projections.ledger.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What checks of a database find, up to {@value #MOST} of each table, so that a table full of damage does not fill the memory. */
public final class Findings {
    private static final int MOST = 1_000;

    private final List<Finding> found = new ArrayList<>();
    private final Map<String, Integer> byPlace = new HashMap<>();

    public void add(String place, String key, String what) {
        int count = byPlace.merge(place, 1, Integer::sum);
        if (count <= MOST) {
            found.add(new Finding(place, key, what));
        } else if (count == MOST + 1) {
            found.add(new Finding(place, "more", "there are more than " + MOST));
        }
    }

    public List<Finding> all() {
        return List.copyOf(found);
    }
}
