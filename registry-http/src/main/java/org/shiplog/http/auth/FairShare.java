package org.shiplog.http.auth;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Lets nobody have more than so many of something at once, so that one who asks for everything leaves some to others. */
final class FairShare {
    private final int limit;
    private final ConcurrentMap<String, Integer> taken = new ConcurrentHashMap<>();

    /** @param limit how many one may have */
    FairShare(int limit) {
        this.limit = limit;
    }

    /** Whether there was one left for them, which they then {@link #giveBack}. */
    boolean take(String who) {
        if (taken.merge(who, 1, Integer::sum) <= limit) {
            return true;
        }
        giveBack(who);
        return false;
    }

    void giveBack(String who) {
        taken.computeIfPresent(who, (_, count) -> count == 1 ? null : count - 1);
    }
}
