package org.shiplog.cluster.cli;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.shiplog.cluster.config.NodeConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs a node until the process is asked to end by Ctrl-C or SIGTERM, and then stops it in order. */
@Command(name = "serve", description = "Run a registry node in the foreground. Ctrl-C stops it.")
final class ServeCommand implements Callable<Integer> {
    /** A stop that comes while the node is starting waits for the start, because half a node cannot be stopped in order. */
    private static final Duration LONGEST_START = Duration.ofMinutes(1);

    /** For a node that was lost: it has nothing to hand over. */
    private static final Duration LONGEST_END = Duration.ofSeconds(20);

    private final Terminal terminal;
    private final NodeStarter starter;

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Option(
            names = "--rehearse",
            arity = "0..1",
            fallbackValue = "FULL",
            paramLabel = "EXTENT",
            description = "Start, push and pull for some seconds, stop, and tell by the exit code whether it worked."
                    + " For a throw-away data directory, to let Java learn what a node does (-XX:AOTCacheOutput)."
                    + " SHORT instead of FULL: it learns what to load, but hardly what is hot.")
    private Rehearsal.@Nullable Extent rehearse;

    private volatile boolean serving;
    private volatile boolean lost;

    ServeCommand(Terminal terminal, NodeStarter starter) {
        this.terminal = terminal;
        this.starter = starter;
    }

    @Override
    public Integer call() throws InterruptedException {
        NodeConfig settings = config.read(terminal.environment());
        terminal.log().accept(LogTarget.of(settings));
        var report = new StartupReport(terminal.out(), terminal.clock(), settings);
        report.begin(Release.current());
        var started = new CompletableFuture<RunningNode>();
        Thread stopping = Thread.ofPlatform().name("stop").unstarted(() -> stop(started));
        Runtime.getRuntime().addShutdownHook(stopping);
        RunningNode node = start(settings, report, started);
        report.ready(node);
        if (rehearse != null) {
            try (node) {
                Rehearsal.of(node.url(), node.firstPassword().orElseThrow(), rehearse);
            }
            return ShiplogCommand.DONE;
        }
        // A signal ends the process; the hook stops the node before that.
        serving = true;
        return leave(node, node.lost().toCompletableFuture().join());
    }

    /** Ends a node that the others have gone on without, in whatever state it is. */
    private int leave(RunningNode node, String reason) throws InterruptedException {
        lost = true;
        terminal.err().println("Shiplog stops: " + reason + ". Start it again.");
        terminal.err().flush();
        if (!Thread.ofVirtual().start(node::close).join(LONGEST_END)) {
            Runtime.getRuntime().halt(ShiplogCommand.LOST);
        }
        return ShiplogCommand.LOST;
    }

    private RunningNode start(NodeConfig settings, StartupReport report, CompletableFuture<RunningNode> started) {
        try {
            RunningNode node = starter.start(settings, report);
            started.complete(node);
            return node;
        } catch (RuntimeException e) {
            started.completeExceptionally(e);
            throw e;
        }
    }

    private void stop(CompletableFuture<RunningNode> started) {
        RunningNode node;
        try {
            node = started.orTimeout(LONGEST_START.toSeconds(), TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException _) {
            return;
        }
        if (rehearse != null) {
            node.close();
            return;
        }
        if (lost) {
            node.close();
            Runtime.getRuntime().halt(ShiplogCommand.LOST);
        }
        NextSignal.endsAtOnce();
        terminal.out().println("Stopping.");
        node.close();
        terminal.out().println("Stopped.");
        terminal.out().flush();
        if (serving) {
            // Java would end with the signal's number, which supervisors take for a failure.
            Runtime.getRuntime().halt(ShiplogCommand.DONE);
        }
    }
}
