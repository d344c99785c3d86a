package org.shiplog.cluster.localcluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.shiplog.cluster.config.Secret;
import org.shiplog.storage.postgres.DataDirectoryLock;
import org.shiplog.storage.postgres.EmbeddedPostgres;
import org.shiplog.storage.postgres.PostgresBinaries;

/**
 * The supervisor of a cluster on this machine. It owns a PostgreSQL, the nodes' processes and the balancer before them, keeps
 * {@code cluster.json}, and listens on the control socket.
 *
 * <h2>What happens when something dies</h2>
 *
 * <ul>
 *   <li>A node: nothing. It stays down until it is started again, so that people can see what its absence does.
 *   <li>PostgreSQL or the balancer: it is started again.
 *   <li>The supervisor: everything else goes on. The next supervisor on the data ends that and starts the same nodes.
 * </ul>
 */
public final class LocalCluster implements AutoCloseable {
    private static final Duration LONGEST_START = Duration.ofMinutes(3);
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(5);

    private final ClusterPlan plan;
    private final DataDirectoryLock lock;
    private final List<Integer> numbers;
    private final List<Integer> known;
    private final BiConsumer<String, String> progress;
    private final Keeper keeper;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);
    private Optional<EmbeddedPostgres> postgres = Optional.empty();
    private volatile boolean failed;
    private volatile Optional<ControlServer> control = Optional.empty();

    private LocalCluster(
            ClusterPlan plan,
            DataDirectoryLock lock,
            Optional<ClusterState> leftBehind,
            BiConsumer<String, String> progress) {
        this.plan = plan;
        this.lock = lock;
        this.numbers = leftBehind
                .map(ClusterState::wantedNodes)
                .filter(wanted -> !wanted.isEmpty())
                .orElseGet(plan::numbers);
        this.known = leftBehind.map(ClusterState::knownNodes).orElse(List.of());
        this.progress = progress;
        this.keeper = new Keeper(plan);
    }

    /**
     * All that stands in the way of the plan: options, settings and ports. Where a supervisor was killed, its nodes still have
     * the ports, so those are looked at only by {@link #portProblems}, after {@link #claim} has ended them.
     */
    public static List<String> problems(ClusterPlan plan) {
        List<String> problems = new ArrayList<>(plan.problems());
        boolean portsAreKnown = plan.ports().fits() && plan.nodes() >= 1 && plan.nodes() <= ClusterPorts.MOST_NODES;
        if (portsAreKnown && leftBehind(plan.folder()).isEmpty()) {
            problems.addAll(plan.portProblems(plan.numbers()));
        }
        return problems;
    }

    /**
     * Takes the data directory and ends what a killed supervisor left there.
     *
     * @param progress told of each step: what it is about, and a few words
     * @throws org.shiplog.storage.postgres.DataDirectoryInUseException when a node or a cluster runs on it
     */
    public static LocalCluster claim(ClusterPlan plan, BiConsumer<String, String> progress)
            throws InterruptedException {
        var lock = DataDirectoryLock.acquire(plan.folder().root());
        try {
            Optional<ClusterState> old = leftBehind(plan.folder());
            if (old.isPresent()) {
                Leftovers.end(old.get(), what -> progress.accept("Left over", "stopping " + what));
            }
            return new LocalCluster(plan, lock, old, progress);
        } catch (InterruptedException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** The nodes that are started: those that a killed supervisor had, else those of the plan. */
    public List<Integer> numbers() {
        return numbers;
    }

    public List<String> portProblems() {
        return plan.portProblems(numbers);
    }

    /**
     * Starts everything and returns when all nodes are ready and the front answers.
     *
     * @param adminPassword for the very first start
     * @throws IllegalStateException when a part does not start; {@link #close} ends the others
     */
    public void start(Secret adminPassword) throws InterruptedException {
        try {
            failed = true;
            String databaseUrl = startDatabase();
            Map<String, String> shared =
                    new HashMap<>(NodeSettings.shared(plan.folder(), plan.environment(), databaseUrl));
            shared.put(NodeSettings.ADMIN_PASSWORD, adminPassword.reveal());
            List<String> command =
                    JavaCommand.serve(plan.environment(), Math.max(numbers.size(), ClusterPorts.USUAL_NODES));
            keeper.begin(new NodeLauncher(plan.folder(), plan.ports(), command, plan.environment(), shared));
            var operations = new ClusterOperations(plan, keeper, this::close);
            control = Optional.of(ControlServer.listen(plan.folder().socket(), operations, keeper.timer()));
            startNodes();
            startFront();
            failed = false;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start the cluster", e);
        }
    }

    /** Where clients reach the cluster: the front, or the first node when there is no front. */
    public String address() {
        int port = plan.balancer().isPresent() ? plan.port() : plan.ports().http(numbers.getFirst());
        return "127.0.0.1:" + port;
    }

    /** A line for each node: where it is, and its process. */
    public List<String> nodeLines() {
        return keeper.state().nodes().stream()
                .map(entry -> "%d  http://127.0.0.1:%d  management %d  pid %s"
                        .formatted(
                                entry.node(),
                                entry.http(),
                                entry.management(),
                                entry.pid().map(String::valueOf).orElse("-")))
                .toList();
    }

    public boolean hasEnded() {
        return ended.getCount() == 0;
    }

    /** Whether it was never ready. */
    public boolean hasFailed() {
        return failed;
    }

    /** Returns when the cluster was stopped. */
    public void awaitEnd() throws InterruptedException {
        ended.await();
        if (control.isPresent()) {
            control.get().awaitAnswered(LAST_ANSWERS);
        }
    }

    /** Stops the front, the nodes side by side, and the database last. Returns when everything has ended, however often it is called. */
    @Override
    public void close() {
        try {
            if (!closing.compareAndSet(false, true)) {
                ended.await();
                return;
            }
            stopEverything();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot stop the cluster in order", e);
        }
    }

    private void stopEverything() throws IOException, InterruptedException {
        try {
            if (control.isPresent()) {
                control.get().close();
            }
            keeper.stopNodesAndFront();
            synchronized (this) {
                postgres.ifPresent(EmbeddedPostgres::close);
            }
            keeper.close();
        } finally {
            lock.close();
            ended.countDown();
        }
    }

    /** A stop that comes in between waits here, and ends the database after that. */
    private synchronized String startDatabase() {
        refuseWhenClosing();
        Path directory = plan.folder().postgres();
        var started = EmbeddedPostgres.start(directory, PostgresBinaries.unpackedIn(directory));
        postgres = Optional.of(started);
        keeper.databaseStarted(started);
        progress.accept("Database", "PostgreSQL, embedded, at " + started.address());
        return started.jdbcUrl();
    }

    private void startNodes() throws InterruptedException {
        // A stopped one stays stopped, and can be started by its number.
        known.forEach(keeper::node);
        for (int number : numbers) {
            refuseWhenClosing();
            keeper.node(number).start();
        }
        keeper.settle();
        long end = System.nanoTime() + LONGEST_START.toNanos();
        for (int number : numbers) {
            LocalNode node = keeper.node(number);
            NodeState state = node.awaitStarted(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
            refuseWhenClosing();
            if (state != NodeState.READY) {
                throw new IllegalStateException("node " + number + " did not become ready" + node.ending()
                        + ". It said:\n" + LogTail.of(plan.folder().nodeLog(number)));
            }
            progress.accept(
                    "Node " + number,
                    "ready on http://127.0.0.1:" + plan.ports().http(number));
        }
    }

    private void startFront() throws InterruptedException {
        Optional<Balancer> balancer = plan.balancer();
        if (balancer.isEmpty()) {
            progress.accept("Front", "none: neither HAProxy nor nginx is used; talk to the nodes themselves");
            return;
        }
        Front front = new Front(balancer.get(), plan.port(), plan.folder().front(), plan.environment());
        keeper.frontStarted(front);
        if (!front.awaitListening()) {
            throw new IllegalStateException(front.kind() + " does not listen on port " + plan.port() + ". It said:\n"
                    + LogTail.of(front.log()));
        }
        keeper.settle();
        progress.accept("Front", front.kind() + " on http://127.0.0.1:" + plan.port());
    }

    private void refuseWhenClosing() {
        if (closing.get()) {
            throw new IllegalStateException("stopped while it was starting");
        }
    }

    private static Optional<ClusterState> leftBehind(ClusterFolder folder) {
        try {
            return ClusterState.read(folder.stateFile()).filter(ClusterState::wasLeftBehind);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    folder.stateFile() + " says which processes a cluster left here, but cannot be read", e);
        }
    }
}
