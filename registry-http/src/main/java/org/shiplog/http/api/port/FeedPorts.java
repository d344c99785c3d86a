package org.shiplog.http.api.port;

import java.time.Duration;
import org.shiplog.http.route.Presence;
import org.shiplog.projections.feed.Cursors;
import org.shiplog.projections.feed.Eras;
import org.shiplog.projections.feed.EventFeed;

/** What the change feed stands on. */
public record FeedPorts(EventFeed events, Cursors cursors, Eras eras, Presence presence, Limits limits) {
    /**
     * @param followers how many may follow the feed on this node at a time
     * @param followersOfOne how many of them by one account
     * @param heartbeat a stream is never silent for longer
     * @param rights for how long the answer about somebody's rights in a project is used
     * @param lifetime after which a stream ends, so that its reader shows credentials again
     * @param stalled how long a stream waits for a reader who takes nothing
     */
    public record Limits(
            int followers,
            int followersOfOne,
            Duration heartbeat,
            Duration rights,
            Duration lifetime,
            Duration stalled) {
        public static final Limits STANDARD = new Limits(
                500, 50, Duration.ofSeconds(15), Duration.ofSeconds(5), Duration.ofMinutes(5), Duration.ofSeconds(30));
    }
}
