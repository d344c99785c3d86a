package org.shiplog.cluster.membership;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.apache.pekko.actor.typed.ActorSystem;
import org.shiplog.cluster.config.SeedNode;
import org.shiplog.cluster.membership.MemberTable.State;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's membership from its joining to its end: it gives signs of life in the database, and learns there or from the other
 * nodes when it is no member any more. Then it must stop, because the others take over what it did; {@link #lost} says so.
 */
public final class Membership implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Membership.class);
    private static final int BEATS_PER_CLEANING = 60;

    private final PekkoCluster cluster;
    private final DataSource database;
    private final NodeIdentity self;
    private final Timing timing;
    private final boolean fenced;
    private final CompletableFuture<String> lost = new CompletableFuture<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread heart;
    private long incarnation;
    private volatile State state = State.UP;
    private volatile long heardNanos = System.nanoTime();

    private Membership(PekkoCluster cluster, DataSource database, NodeIdentity self, Timing timing, Joined joined) {
        this.cluster = cluster;
        this.database = database;
        this.self = self;
        this.timing = timing;
        this.incarnation = joined.incarnation();
        this.fenced = joined.fenced();
        this.heart = Thread.ofVirtual().name("membership").unstarted(this::live);
    }

    /** @param fenced whether a later incarnation in the database ends this membership */
    private record Joined(long incarnation, boolean fenced) {}

    /**
     * Joins the cluster that the database knows of, or begins it. Blocks.
     *
     * @param database gives connections that nobody else uses, with short timeouts
     * @throws JoinException when this node did not become a member in time
     */
    public static Membership join(ActorSystem<?> system, DataSource database, NodeIdentity self, Timing timing) {
        PekkoCluster cluster = new PekkoCluster(system);
        long incarnation = new Joining(cluster, database, self, timing).join();
        return begun(new Membership(cluster, database, self, timing, new Joined(incarnation, true)));
    }

    /**
     * Joins the cluster at one of the addresses; the first of them may begin it. What is written into the database then is for
     * people and tools, and decides nothing. Blocks.
     *
     * @throws JoinException when this node did not become a member in time
     */
    public static Membership joinAt(
            List<SeedNode> seeds, ActorSystem<?> system, DataSource database, NodeIdentity self, Timing timing) {
        PekkoCluster cluster = new PekkoCluster(system);
        cluster.joinAny(seeds.stream()
                .map(seed -> new MemberTable.Address(seed.host(), seed.port()))
                .toList());
        if (!cluster.awaitUp(timing.start())) {
            throw new JoinException("none of the nodes in cluster.seed-nodes took this one in within "
                    + timing.start().toSeconds() + " s: " + seeds);
        }
        return begun(new Membership(cluster, database, self, timing, new Joined(-1, false)));
    }

    private static Membership begun(Membership membership) {
        membership.heart.start();
        membership.cluster.whenRemoved(membership::removed);
        return membership;
    }

    /** Completes with the reason when this node is no member any more although nobody told it to leave. */
    public CompletionStage<String> lost() {
        return lost;
    }

    public boolean isUp() {
        return cluster.isUp() && !lost.isDone();
    }

    /** Whether another node is up, as far as this one knows. */
    public boolean hasOthers() {
        return cluster.hasOthers();
    }

    /** Whether the database was there a moment ago. */
    public boolean isHeard() {
        return silence().compareTo(timing.stale()) < 0;
    }

    /** For people: the member and its cluster. */
    public String description() {
        return "member at " + cluster.address() + (hasOthers() ? ", beside others" : ", the only one");
    }

    /** How long ago the database last took this node's sign of life. */
    public Duration silence() {
        return Duration.ofNanos(System.nanoTime() - heardNanos);
    }

    /** Lets people and tools find this node. */
    public void announce(String http, String management) {
        inDatabase("tell where this node listens", table -> table.announce(self, http, management));
    }

    /** From here on the end of this membership is wanted. */
    public void leave() {
        state = State.LEAVING;
        inDatabase("tell that this node leaves", table -> table.change(self, incarnation, State.LEAVING));
    }

    /** To be called when the actor system has ended: only then may another node take this one for gone. */
    @Override
    public void close() {
        state = State.LEAVING;
        closing.countDown();
        try {
            heart.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        inDatabase("remove this node", table -> table.remove(self));
    }

    private void removed() {
        if (state != State.LEAVING) {
            lost.completeAsync(() ->
                    "the other nodes have removed this one from the cluster, because they or the database could not"
                            + " reach it");
        }
    }

    private void live() {
        try {
            while (!closing.await(timing.heartbeat().toNanos(), TimeUnit.NANOSECONDS)) {
                inDatabase("give a sign of life", this::beatUntilClosed);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stays on one connection for as long as that works. */
    private void beatUntilClosed(MemberTable table) throws SQLException, InterruptedException {
        int beats = 0;
        var unheard = new Unheard(timing, System.nanoTime());
        do {
            beat(table);
            heardNanos = System.nanoTime();
            if (fenced && state == State.UP) {
                giveUpUnheard(unheard, table);
            }
            beats = (beats + 1) % BEATS_PER_CLEANING;
            if (beats == 0) {
                table.forget(timing.forgotten());
            }
        } while (!closing.await(timing.heartbeat().toNanos(), TimeUnit.NANOSECONDS));
    }

    private void giveUpUnheard(Unheard unheard, MemberTable table) throws SQLException {
        List<ListedMember> listed = table.others(self, incarnation);
        for (MemberTable.Address member : unheard.among(listed, cluster.othersUp(), System.nanoTime())) {
            LOG.warn("gives up {}, which the database has not heard of for too long while it hears this node", member);
            cluster.down(member);
        }
    }

    private void beat(MemberTable table) throws SQLException {
        switch (table.beat(self, incarnation)) {
            case NOTED -> {}
            case UNLISTED -> table.enter(self, cluster.address(), incarnation, state);
            case REPLACED ->
                lost.completeAsync(() -> "another process runs as this node: the data directory was copied");
            case OUTLIVED -> {
                if (fenced) {
                    lost.completeAsync(() -> "the other nodes have begun a new cluster without this one");
                } else {
                    incarnation = table.incarnation();
                    table.enter(self, cluster.address(), incarnation, state);
                }
            }
        }
    }

    @FunctionalInterface
    private interface Work {
        void in(MemberTable table) throws SQLException, InterruptedException;
    }

    private void inDatabase(String purpose, Work work) {
        try (Connection connection = database.getConnection()) {
            work.in(new MemberTable(connection));
        } catch (SQLException e) {
            LOG.warn("cannot {}, the database does not answer: {}", purpose, e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
