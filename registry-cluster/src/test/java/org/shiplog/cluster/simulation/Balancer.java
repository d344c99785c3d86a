package org.shiplog.cluster.simulation;

import static org.shiplog.cluster.simulation.Chance.MILLISECOND;
import static org.shiplog.cluster.simulation.Chance.SECOND;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.shiplog.domain.aggregate.EntityUnavailableException;
import org.shiplog.storage.blob.BlobStoreException;

/** What stands before the nodes: each request goes to any of them, whatever state it is in. */
final class Balancer {
    private final World world;

    Balancer(World world) {
        this.world = world;
    }

    /** Nothing is known of the request, or a node answered that it cannot say. */
    static final class UnheardException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final boolean arrived;

        UnheardException(String message, boolean arrived) {
            super(message);
            this.arrived = arrived;
        }

        /** Whether it may have had an effect. */
        boolean arrived() {
            return arrived;
        }
    }

    /** Fails with {@link UnheardException}, or with a bug. */
    <T> CompletableFuture<T> send(Function<FrontDoor, CompletableFuture<T>> request) {
        CompletableFuture<T> heard = new CompletableFuture<>();
        SimulatedNode node = world.chance().oneOf(world.nodes());
        Timeline.Entry deadline = world.in(
                world.chance().between(6 * SECOND, 20 * SECOND),
                () -> heard.completeExceptionally(new UnheardException("nothing heard from " + node, true)));
        heard.whenComplete((_, _) -> deadline.callOff());
        world.in(way(), () -> {
            if (node.isUp()) {
                node.run(
                        node.incarnation(),
                        () -> request.apply(node.frontDoor())
                                .whenComplete((response, failure) ->
                                        world.in(way(), () -> answer(heard, response, failure))));
            } else {
                heard.completeExceptionally(new UnheardException(node + " is down", false));
            }
        });
        return heard;
    }

    private long way() {
        return world.chance().between(50, 5 * MILLISECOND);
    }

    private <T> void answer(CompletableFuture<T> heard, @Nullable T response, @Nullable Throwable failure) {
        if (world.chance().in(world.faults().lostMessage())) {
            return;
        }
        Throwable cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
        switch (cause) {
            case null -> heard.complete(response);
            case EntityUnavailableException unavailable ->
                heard.completeExceptionally(new UnheardException("unavailable: " + unavailable.getMessage(), true));
            case BlobStoreException failed ->
                heard.completeExceptionally(new UnheardException("unavailable: " + failed.getMessage(), true));
            case SenderGoneException gone -> heard.completeExceptionally(new UnheardException("broke off", true));
            default -> heard.completeExceptionally(cause);
        }
    }

    /** A client broke off in the middle of a body. */
    static final class SenderGoneException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
