package org.shiplog.cluster.localcluster;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.shiplog.cluster.config.NodeConfig;
import org.shiplog.cluster.localcluster.Balancer.Server;
import org.shiplog.cluster.localcluster.ClusterState.DatabaseEntry;
import org.shiplog.cluster.localcluster.ClusterState.FrontEntry;
import org.shiplog.cluster.localcluster.ClusterState.NodeEntry;
import org.shiplog.storage.postgres.EmbeddedPostgres;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Knows the nodes of a running cluster and brings {@code cluster.json} and the front up to date with them, in one thread of its own. */
final class Keeper {
    private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);
    private static final Duration PROBING = Duration.ofMillis(300);
    /** Beyond the drain that nodes are told: handing over shards, stopping the parts. */
    private static final Duration STOPPING = Duration.ofSeconds(30);

    private final ClusterPlan plan;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("cluster-keeper").daemon().factory());
    private final Map<Integer, LocalNode> nodes = new ConcurrentSkipListMap<>();
    private final ReadinessProbe probe;
    private volatile Optional<NodeLauncher> launcher = Optional.empty();
    private volatile Optional<EmbeddedPostgres> postgres = Optional.empty();
    private volatile Optional<Front> front = Optional.empty();
    private Optional<ClusterState> written = Optional.empty();

    Keeper(ClusterPlan plan) {
        this.plan = plan;
        this.probe = new ReadinessProbe(plan.ports());
    }

    /** For short tasks only. */
    ScheduledExecutorService timer() {
        return timer;
    }

    void begin(NodeLauncher with) {
        launcher = Optional.of(with);
        var _ = timer.scheduleWithFixedDelay(this::look, 0, PROBING.toMillis(), TimeUnit.MILLISECONDS);
    }

    void databaseStarted(EmbeddedPostgres database) {
        postgres = Optional.of(database);
    }

    void frontStarted(Front started) {
        front = Optional.of(started);
        settle();
    }

    /** The node with the number, which is made known when it is new. */
    LocalNode node(int number) {
        return nodes.computeIfAbsent(number, fresh -> new LocalNode(fresh, launcher.orElseThrow(), this::changed));
    }

    Optional<LocalNode> known(int number) {
        return Optional.ofNullable(nodes.get(number));
    }

    int nextNumber() {
        return nodes.keySet().stream().mapToInt(Integer::intValue).max().orElse(0) + 1;
    }

    /** Returns when file and front agree with what is known at the call. */
    void settle() {
        try {
            timer.submit(this::update).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot keep the state of the cluster", e.getCause());
        } catch (RejectedExecutionException _) {
            // Everything has ended; the last state is written by close().
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Asks a node to leave, waits for its end, and forces it when that takes too long. Empty when it did not run. */
    Optional<Integer> stop(LocalNode node) throws InterruptedException {
        Optional<Process> running = node.beginStop();
        // The front first: nothing new is sent to a node that is about to leave.
        settle();
        if (running.isEmpty()) {
            return Optional.empty();
        }
        NodeConfig.Drain drain = plan.settings().drain();
        int exit = node.stop(running.get(), drain.delay().plus(drain.limit()).plus(STOPPING));
        settle();
        return Optional.of(exit);
    }

    void stopNodesAndFront() throws InterruptedException {
        front.ifPresent(Front::quit);
        List<Thread> stopping = new ArrayList<>();
        for (LocalNode node : nodes.values()) {
            stopping.add(Thread.ofVirtual().name("stop-node-" + node.number()).start(() -> {
                try {
                    stop(node);
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
            }));
        }
        for (Thread stop : stopping) {
            stop.join();
        }
        if (front.isPresent()) {
            front.get().end();
        }
    }

    ClusterState state() {
        ProcessIdentity self = ProcessIdentity.current();
        return state(Optional.of(self), postgres.map(EmbeddedPostgres::pid));
    }

    /** Ends the keeping and leaves a state without processes behind, which tells the next start that nothing was left. */
    void close() throws IOException {
        timer.shutdownNow();
        probe.close();
        state(Optional.empty(), Optional.empty()).write(plan.folder().stateFile());
    }

    private ClusterState state(Optional<ProcessIdentity> self, Optional<Long> database) {
        Optional<ProcessIdentity> balancer = front.flatMap(Front::process);
        return new ClusterState(
                self.map(ProcessIdentity::pid),
                self.map(ProcessIdentity::started),
                new FrontEntry(
                        plan.port(),
                        balancer.map(ProcessIdentity::pid),
                        balancer.map(ProcessIdentity::started),
                        front.map(Front::kind).orElse("none")),
                new DatabaseEntry(postgres.map(open -> open.address().withoutSecrets()), database),
                nodes.values().stream().map(this::entry).toList());
    }

    private NodeEntry entry(LocalNode node) {
        LocalNode.Status status = node.status();
        return new NodeEntry(
                node.number(),
                plan.ports().http(node.number()),
                plan.ports().management(node.number()),
                status.process().map(ProcessIdentity::pid),
                status.process().map(ProcessIdentity::started),
                status.state(),
                status.exit());
    }

    private void changed() {
        try {
            timer.execute(this::update);
        } catch (RejectedExecutionException _) {
            // As above.
        }
    }

    /** Also finds out what nobody tells: who is ready, and whether front and database run with the same pids as before. */
    private void look() {
        nodes.values().forEach(probe::ask);
        update();
    }

    private void update() {
        try {
            ClusterState now = state();
            if (front.isPresent()) {
                front.get().serve(servers(now));
                now = state();
            }
            if (!written.equals(Optional.of(now))) {
                now.write(plan.folder().stateFile());
                written = Optional.of(now);
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("cannot keep the state of the cluster, trying again soon", e);
        }
    }

    private static List<Server> servers(ClusterState state) {
        Map<Integer, Server> servers = new TreeMap<>();
        for (NodeEntry entry : state.nodes()) {
            if (entry.state() != NodeState.STOPPED) {
                boolean ready = entry.state() == NodeState.READY;
                servers.put(entry.node(), new Server(entry.node(), entry.http(), entry.management(), ready));
            }
        }
        return List.copyOf(servers.values());
    }
}
