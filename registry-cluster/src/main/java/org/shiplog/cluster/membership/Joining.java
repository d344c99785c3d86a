package org.shiplog.cluster.membership;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.shiplog.cluster.membership.MemberTable.State;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a node becomes a member by what the database says.
 *
 * <h2>One cluster and never two</h2>
 *
 * To begin a cluster a node must hold a lock of the database from before it looks until the database says that it is up. Whoever
 * looks after it finds it. To join a cluster nobody needs the lock: who joins is listed only when it is up, and only while the
 * incarnation that it joined is the current one.
 *
 * <h2>When members are dead</h2>
 *
 * A list may name nodes that died a moment ago. They are asked like the others and do not answer, while {@link Watch} waits until
 * all of them are known to be dead. A node that was started again is not waited for: it has replaced its own row.
 */
final class Joining {
    private static final Logger LOG = LoggerFactory.getLogger(Joining.class);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration BEGINNING = Duration.ofSeconds(10);

    private final PekkoCluster cluster;
    private final DataSource database;
    private final NodeIdentity self;
    private final Timing timing;
    private final Watch watch;
    private final CountDownLatch never = new CountDownLatch(1);
    private List<ListedMember> asked = List.of();
    private List<MemberTable.Address> asking = List.of();
    private long incarnation;

    Joining(PekkoCluster cluster, DataSource database, NodeIdentity self, Timing timing) {
        this.cluster = cluster;
        this.database = database;
        this.self = self;
        this.timing = timing;
        this.watch = new Watch(timing.observed(), timing.stale());
    }

    /**
     * Returns the incarnation that this node is a member of.
     *
     * @throws JoinException when that could not be reached in time
     */
    long join() {
        long began = System.nanoTime();
        SQLException trouble = null;
        while (System.nanoTime() - began < timing.start().toNanos()) {
            try (Connection session = database.getConnection()) {
                if (attempt(session, began)) {
                    return incarnation;
                }
            } catch (SQLException e) {
                LOG.info("looking for the cluster again: {}", e.getMessage());
                trouble = e;
            }
            pause();
        }
        String limit = "within " + timing.start().toSeconds() + " s";
        if (trouble != null) {
            throw new JoinException("the database did not tell where the cluster is " + limit, trouble);
        }
        throw new JoinException(
                asked.isEmpty()
                        ? "another node has been beginning the cluster for too long; this one did not join " + limit
                        : "none of the members in the database took this node in " + limit + ": " + asked
                                + ". Nodes reach each other at cluster.host and cluster.port.");
    }

    /** Goes on in one session until this node is a member or the time is over. */
    private boolean attempt(Connection session, long began) throws SQLException {
        JoinLock lock = new JoinLock(session);
        MemberTable table = new MemberTable(session);
        while (System.nanoTime() - began < timing.start().toNanos()) {
            if (lock.tryAcquire()) {
                boolean found;
                try {
                    found = look(table);
                } finally {
                    lock.release();
                }
                if (!found || cluster.awaitUp(timing.joining()) && enlist(table)) {
                    return true;
                }
            }
            pause();
        }
        return false;
    }

    /** Under the lock: begins the cluster if it must be begun. @return false if this node has begun it */
    private boolean look(MemberTable table) throws SQLException {
        incarnation = table.incarnation();
        List<ListedMember> members = table.others(self, incarnation);
        if (watch.allDead(members, System.nanoTime())) {
            begin(table);
            return false;
        }
        table.enter(self, cluster.address(), incarnation, State.JOINING);
        asked = members;
        List<MemberTable.Address> addresses =
                members.stream().map(ListedMember::address).toList();
        // Pekko goes on asking by itself. Asking anew would not hear an answer to the question before.
        if (!addresses.equals(asking)) {
            asking = addresses;
            cluster.joinAny(addresses);
        }
        return true;
    }

    private void begin(MemberTable table) throws SQLException {
        if (cluster.isTakenIn()) {
            throw new JoinException("the members that took this node in have died");
        }
        incarnation = table.beginIncarnation();
        table.enter(self, cluster.address(), incarnation, State.JOINING);
        cluster.joinSelf();
        if (!cluster.awaitUp(BEGINNING)) {
            throw new JoinException("this node did not become a member of its own cluster in " + BEGINNING);
        }
        enlist(table);
        LOG.info("began incarnation {} of the cluster", incarnation);
    }

    private boolean enlist(MemberTable table) throws SQLException {
        if (!table.change(self, incarnation, State.UP)) {
            throw new JoinException("the other nodes began a new cluster while this one was joining the old");
        }
        return true;
    }

    private void pause() {
        try {
            never.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while joining", e);
        }
    }
}
