package org.shiplog.cluster.simulation;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.AbstractScheduler;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.dispatch.DispatcherPrerequisites;
import org.apache.pekko.dispatch.ExecutorServiceConfigurator;
import org.apache.pekko.dispatch.ExecutorServiceFactory;
import org.apache.pekko.event.LoggingAdapter;
import org.apache.pekko.stream.SystemMaterializer;
import org.jspecify.annotations.Nullable;
import scala.concurrent.ExecutionContext;
import scala.concurrent.duration.FiniteDuration;

/**
 * An actor system for what needs streams and timers, without threads and without a clock: its tasks wait in a queue until a world
 * has them run, and its timers are a world's. Each thread has one, since it takes a second to make.
 */
final class SimulatedActors {
    private static final Map<String, SimulatedActors> ALL = new ConcurrentHashMap<>();
    private static final AtomicLong NUMBERS = new AtomicLong();
    private static final ThreadLocal<SimulatedActors> OF_THREAD =
            ThreadLocal.withInitial(() -> new SimulatedActors("simulation-" + NUMBERS.incrementAndGet()));

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final ActorSystem system;
    private volatile boolean started;
    private volatile @Nullable World world;

    private SimulatedActors(String name) {
        ALL.put(name, this);
        Thread starter = Thread.ofPlatform().daemon().start(() -> {
            while (!started) {
                runAll();
                Thread.onSpinWait();
            }
        });
        this.system = ActorSystem.create(name, configuration(name));
        SystemMaterializer.get(system).materializer();
        started = true;
        joinUninterrupted(starter);
    }

    private static void joinUninterrupted(Thread starter) {
        try {
            starter.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Config configuration(String name) {
        String executor = "executor = \"" + Executor.class.getName() + "\"\n";
        return ConfigFactory.parseString("simulation.name = \"" + name + "\"\n"
                        + "pekko { loggers = [], loglevel = OFF, stdout-loglevel = OFF\n"
                        + "jvm-shutdown-hooks = off\n"
                        + "actor.provider = local\n"
                        + "scheduler.implementation = \"" + Timers.class.getName() + "\"\n"
                        + "actor.default-dispatcher { type = Dispatcher\n" + executor + "}\n"
                        + "actor.internal-dispatcher { type = Dispatcher\n" + executor + "}\n"
                        + "actor.default-blocking-io-dispatcher { type = Dispatcher\n" + executor + "}\n"
                        + "}\n"
                        + "shiplog-blob-dispatcher { type = Dispatcher\n" + executor + "}\n")
                .withFallback(ConfigFactory.load());
    }

    /** The actors of the calling thread, which belong to the world until another takes them. */
    static SimulatedActors of(World world) {
        SimulatedActors actors = OF_THREAD.get();
        actors.tasks.clear();
        actors.world = world;
        return actors;
    }

    ActorSystem system() {
        return system;
    }

    /** Runs what waits, and what comes of it, until nothing is left to do at this moment. */
    void runAll() {
        Runnable task = tasks.poll();
        while (task != null) {
            task.run();
            task = tasks.poll();
        }
    }

    private static SimulatedActors named(Config config) {
        SimulatedActors actors = ALL.get(config.getString("simulation.name"));
        if (actors == null) {
            throw new IllegalStateException("no such actors");
        }
        return actors;
    }

    /** Made by Pekko. */
    public static final class Executor extends ExecutorServiceConfigurator {
        private final SimulatedActors actors;

        public Executor(Config config, DispatcherPrerequisites prerequisites) {
            super(config, prerequisites);
            this.actors = named(prerequisites.settings().config());
        }

        @Override
        public ExecutorServiceFactory createExecutorServiceFactory(String id, ThreadFactory threads) {
            return () -> new Tasks(actors.tasks);
        }
    }

    private static final class Tasks extends AbstractExecutorService implements ExecutorService {
        private final Queue<Runnable> tasks;

        Tasks(Queue<Runnable> tasks) {
            this.tasks = tasks;
        }

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        @Override
        public void shutdown() {}

        @Override
        public List<Runnable> shutdownNow() {
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public boolean isTerminated() {
            return false;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return true;
        }
    }

    /** Made by Pekko. Timers that were set in another world never come. */
    public static final class Timers extends AbstractScheduler {
        private final SimulatedActors actors;

        public Timers(Config config, LoggingAdapter log, ThreadFactory threads) {
            this.actors = named(config);
        }

        @Deprecated
        @Override
        public Cancellable schedule(
                FiniteDuration delay, FiniteDuration interval, Runnable task, ExecutionContext context) {
            return set(Duration.ofNanos(delay.toNanos()), () -> {
                context.execute(task);
                schedule(interval, interval, task, context);
            });
        }

        @Override
        public Cancellable scheduleOnce(FiniteDuration delay, Runnable task, ExecutionContext context) {
            return set(Duration.ofNanos(delay.toNanos()), () -> context.execute(task));
        }

        private Cancellable set(Duration delay, Runnable happening) {
            World world = actors.world;
            return world == null
                    ? Cancellable.alreadyCancelled()
                    : new Timer(world.inBackground(delay.toNanos() / 1_000, happening));
        }

        @Override
        public double maxFrequency() {
            return 1_000;
        }
    }

    private static final class Timer implements Cancellable {
        private final Timeline.Entry entry;
        private boolean cancelled;

        Timer(Timeline.Entry entry) {
            this.entry = entry;
        }

        @Override
        public boolean cancel() {
            boolean first = !cancelled;
            cancelled = true;
            entry.callOff();
            return first;
        }

        @Override
        public boolean isCancelled() {
            return cancelled;
        }
    }
}
