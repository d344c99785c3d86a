package org.shiplog.cluster.entity;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityRef;
import org.jspecify.annotations.Nullable;
import org.shiplog.cluster.entity.EntityMessage.Execute;
import org.shiplog.cluster.entity.EntityMessage.Locate;
import org.shiplog.cluster.entity.EntityReply.Located;
import org.shiplog.domain.aggregate.Provenance;

/**
 * Brings one command to its entity, though the entity may be moving between nodes or lose the one that it is on.
 *
 * <p>The first copy goes the usual way. When there is no reply after a while, the entity as it lives now is asked whether that
 * copy has come to it. If so, its reply is on the way. If not, another copy goes to just this life of the entity, and from
 * then on only that copy's reply counts ({@link DeliveryGate} says why). Repeated until there is a reply or patience ends.
 */
final class CommandDelivery {
    /** Longer than a command takes as a rule. What is lost while a shard moves is lost for so long. */
    private static final Duration FIRST_INTERVAL = Duration.ofMillis(100);

    /** When everything is slow, questions after it make nothing faster. */
    private static final Duration LONGEST_INTERVAL = Duration.ofMillis(800);

    private static final Duration AT_ONCE = Duration.ofMillis(20);

    private final ActorSystem<?> system;
    private final EntityRef<EntityMessage> entity;
    private final Object command;
    private final Provenance provenance;
    private final long deadline;
    private final CompletableFuture<EntityReply> outcome = new CompletableFuture<>();
    private final List<ActorRef<EntityReply>> copies = new ArrayList<>();
    private Duration interval = FIRST_INTERVAL;

    private CommandDelivery(
            ActorSystem<?> system,
            EntityRef<EntityMessage> entity,
            Object command,
            Provenance provenance,
            Duration patience) {
        this.system = system;
        this.entity = entity;
        this.command = command;
        this.provenance = provenance;
        this.deadline = System.nanoTime() + patience.toNanos();
    }

    /** Fails when there is no reply within {@code patience}; the command's effect is unknown then. */
    static CompletionStage<EntityReply> deliver(
            ActorSystem<?> system,
            EntityRef<EntityMessage> entity,
            Object command,
            Provenance provenance,
            Duration patience) {
        CommandDelivery delivery = new CommandDelivery(system, entity, command, provenance, patience);
        delivery.send(null);
        delivery.lookAfter(FIRST_INTERVAL);
        return delivery.outcome;
    }

    /** @param life of the entity that the copy is for; null for whichever it will be */
    private synchronized void send(@Nullable ActorRef<EntityMessage> life) {
        Duration left = left();
        if (outcome.isDone() || !left.isPositive()) {
            return;
        }
        CompletionStage<EntityReply> reply = life == null
                ? entity.ask(this::copy, left)
                : AskPattern.ask(life, this::copy, left, system.scheduler());
        int number = copies.size();
        reply.whenComplete((value, failure) -> settle(number, value, failure));
    }

    private Execute copy(ActorRef<EntityReply> replyTo) {
        copies.add(replyTo);
        return new Execute(command, provenance, replyTo);
    }

    private synchronized void settle(int number, @Nullable EntityReply reply, @Nullable Throwable failure) {
        if (number != copies.size()) {
            return;
        }
        if (reply != null) {
            outcome.complete(reply);
        } else if (failure != null) {
            outcome.completeExceptionally(failure);
        }
    }

    private void lookAfter(Duration pause) {
        var timer = system.scheduler().scheduleOnce(pause, this::look, system.executionContext());
        // A look that comes too late finds the outcome and ends; this only frees the timer.
        var unused = outcome.whenComplete((_, _) -> timer.cancel());
    }

    private void look() {
        if (outcome.isDone() || !left().isPositive()) {
            return;
        }
        List<ActorRef<EntityReply>> earlier;
        Duration patience;
        synchronized (this) {
            earlier = List.copyOf(copies);
            patience = interval;
            interval = interval.compareTo(LONGEST_INTERVAL) < 0 ? interval.multipliedBy(2) : interval;
        }
        entity.<EntityReply>ask(replyTo -> new Locate(earlier, replyTo), patience)
                .whenComplete((reply, _) -> {
                    if (reply instanceof Located located) {
                        if (!located.holds()) {
                            send(located.incarnation());
                        }
                        lookAfter(patience);
                    } else {
                        lookAfter(AT_ONCE);
                    }
                });
    }

    private Duration left() {
        return Duration.ofNanos(deadline - System.nanoTime());
    }
}
