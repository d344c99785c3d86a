package org.shiplog.http.api.event;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.shiplog.http.api.port.FeedPorts;

/** Counts those who follow the feed on this node, and lets only so many, and only some of one account. */
final class Followers {
    private final FeedPorts.Limits limits;
    private final Map<String, Integer> following = new HashMap<>();
    private int all;

    Followers(FeedPorts.Limits limits) {
        this.limits = limits;
    }

    /** A place among those who follow, to be given back. */
    final class Seat {
        private final String account;
        private final AtomicBoolean given = new AtomicBoolean();

        private Seat(String account) {
            this.account = account;
        }

        /** Does nothing the second time. */
        void giveBack() {
            if (given.compareAndSet(false, true)) {
                leave(account);
            }
        }
    }

    /** Empty when there is none left. */
    synchronized Optional<Seat> take(String account) {
        int own = following.getOrDefault(account, 0);
        if (all >= limits.followers() || own >= limits.followersOfOne()) {
            return Optional.empty();
        }
        all++;
        following.put(account, own + 1);
        return Optional.of(new Seat(account));
    }

    private synchronized void leave(String account) {
        all--;
        following.computeIfPresent(account, (_, own) -> own == 1 ? null : own - 1);
    }
}
