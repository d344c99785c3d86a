package org.shiplog.cluster.simulation;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.shiplog.cluster.simulation.PendingAsk.Answered;
import org.shiplog.domain.aggregate.EntityUnavailableException;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.aggregate.Query;
import org.shiplog.storage.blob.UploadProtocol;

/** A process with its entities. It can be killed, stopped for a while and cut off from others and from the database. */
final class SimulatedNode {
    /** How long a node believes that nobody took over, without having heard from the others. */
    static final long TENURE = 3 * Chance.SECOND;

    private static final long PATIENCE = 10 * Chance.SECOND;
    private static final int MOST_HOPS = 6;

    private final World world;
    private final int number;
    private final Map<EntityAddress, SimulatedShell<?, ?, ?, ?>> shells = new LinkedHashMap<>();
    private final Map<EntityAddress, SimulatedNode> believedOwners = new HashMap<>();
    private final Map<EntityAddress, Runnable> handOffs = new HashMap<>();
    private final Set<EntityAddress> hosted = new HashSet<>();
    private final Deque<Runnable> backlog = new ArrayDeque<>();
    private final FrontDoor frontDoor;
    private UploadProtocol<SimulatedBody> uploads;
    private int incarnation = 1;
    private boolean up = true;
    private boolean paused;
    private boolean inTouch = true;
    private boolean cutOff;
    private boolean databaseCut;
    private long heardFromOthers;

    SimulatedNode(World world, int number) {
        this.world = world;
        this.number = number;
        this.frontDoor = new FrontDoor(world, this);
        this.uploads = world.uploads().start(this);
    }

    int incarnation() {
        return incarnation;
    }

    boolean isUp() {
        return up;
    }

    boolean isPaused() {
        return paused;
    }

    FrontDoor frontDoor() {
        return frontDoor;
    }

    UploadProtocol<SimulatedBody> uploads() {
        return uploads;
    }

    Collection<SimulatedShell<?, ?, ?, ?>> shells() {
        return shells.values();
    }

    boolean reaches(SimulatedNode other) {
        return !cutOff && !other.cutOff;
    }

    boolean reachesDatabase() {
        return !databaseCut;
    }

    /** Whether the others can see it, so that nobody takes over from it. */
    boolean isInTouch() {
        return inTouch;
    }

    boolean hasTenure() {
        return inTouch || world.now() - heardFromOthers < TENURE || world.has(PlantedBug.NO_TENURE);
    }

    Timeline.Entry in(long micros, Runnable task) {
        return in(incarnation, micros, task);
    }

    Timeline.Entry in(int born, long micros, Runnable task) {
        return world.in(micros, () -> run(born, task));
    }

    /** Runs the task unless the process that it was meant for is gone; when it is paused, later. */
    void run(int born, Runnable task) {
        if (!up || born != incarnation) {
            return;
        }
        if (paused) {
            backlog.add(() -> run(born, task));
        } else {
            task.run();
        }
    }

    CompletableFuture<Answered> execute(EntityAddress entity, Object command, Provenance provenance) {
        world.invariants().sent(entity, provenance.commandId(), command);
        Runnable doubled = () -> world.invariants().doubled(provenance.commandId());
        return ask(entity, new Message((shell, replyTo) -> shell.execute(command, provenance, replyTo), doubled));
    }

    /** Asks the entity, and its journal when the entity does not answer soon. */
    CompletableFuture<Answered> query(EntityAddress entity, Query<?, ?> query) {
        CompletableFuture<Answered> asked =
                ask(entity, new Message((shell, replyTo) -> shell.ask(query, replyTo), () -> {}));
        return new SimulatedFallback(world, this, entity, query).ask(asked);
    }

    /** @param doubled told when the network makes two of it */
    private record Message(BiConsumer<SimulatedShell<?, ?, ?, ?>, PendingAsk> content, Runnable doubled) {}

    private CompletableFuture<Answered> ask(EntityAddress entity, Message message) {
        PendingAsk ask = new PendingAsk(this, incarnation, new CompletableFuture<>());
        Timeline.Entry deadline = in(
                PATIENCE,
                () -> ask.answered().completeExceptionally(new EntityUnavailableException("no answer in time")));
        route(entity, ask, message, 0);
        return ask.answered().whenComplete((_, _) -> deadline.callOff());
    }

    private void route(EntityAddress entity, PendingAsk ask, Message message, int hops) {
        if (hosted.contains(entity)) {
            message.content()
                    .accept(shells.computeIfAbsent(entity, _ -> new SimulatedShell<>(world, this, entity)), ask);
            return;
        }
        if (hops >= MOST_HOPS) {
            return;
        }
        SimulatedNode owner = believedOwners.getOrDefault(entity, this);
        if (owner == this) {
            in(200 * Chance.MILLISECOND, () -> route(entity, ask, message, hops + 1));
        } else {
            world.network().send(this, owner, () -> owner.route(entity, ask, message, hops + 1), message.doubled());
        }
    }

    /** The coordinator's word has come. */
    void learnOwner(EntityAddress entity, SimulatedNode owner) {
        believedOwners.put(entity, owner);
        if (owner == this) {
            hosted.add(entity);
        }
    }

    /** Stops the entity here, and says so when it has; it is not started here again until the coordinator says. */
    void handOff(EntityAddress entity, Runnable done) {
        hosted.remove(entity);
        SimulatedShell<?, ?, ?, ?> shell = shells.get(entity);
        if (shell == null) {
            done.run();
        } else {
            handOffs.put(entity, done);
            shell.stop();
        }
    }

    /** Stops idle entities; the next message starts them again. */
    void passivate() {
        List.copyOf(shells.values()).forEach(SimulatedShell::stop);
    }

    void stopped(SimulatedShell<?, ?, ?, ?> shell) {
        shells.remove(shell.address(), shell);
        Runnable done = handOffs.remove(shell.address());
        if (done != null) {
            done.run();
        }
    }

    void crash() {
        up = false;
        paused = false;
        loseTouch();
        incarnation++;
        shells.clear();
        hosted.clear();
        believedOwners.clear();
        handOffs.clear();
        backlog.clear();
    }

    void start() {
        up = true;
        uploads = world.uploads().start(this);
    }

    void pause() {
        paused = true;
        loseTouch();
    }

    /** Everything that came meanwhile is worked on as if nothing had been. */
    void resume() {
        paused = false;
        long delay = 0;
        while (!backlog.isEmpty()) {
            world.in(delay, backlog.remove());
            delay += world.chance().between(1, 200);
        }
    }

    void cutOff(boolean cut) {
        cutOff = cut;
        if (cut) {
            loseTouch();
        }
    }

    boolean isCutOff() {
        return cutOff;
    }

    void cutFromDatabase(boolean cut) {
        databaseCut = cut;
    }

    private void loseTouch() {
        if (inTouch) {
            inTouch = false;
            heardFromOthers = world.now();
        }
    }

    /** Since when the others do not see it. */
    long silentSince() {
        return heardFromOthers;
    }

    void regainTouch() {
        inTouch = true;
    }

    @Override
    public String toString() {
        return "node " + number;
    }
}
