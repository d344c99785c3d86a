package org.shiplog.cluster.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.shiplog.cluster.simulation.Register.Operation;

/**
 * What a client wants of the cluster.
 *
 * @param effects on which registers
 */
record Request(String name, Sending sending, List<OnRegister> effects) {
    /** How the request gets its response, through one node or several. */
    interface Sending {
        /** Fails with {@link Balancer.UnheardException}, or with a bug. */
        CompletableFuture<Response> apply(World world, Attempt attempt);
    }

    /** How a node works on the request. */
    interface Working {
        CompletableFuture<Response> apply(FrontDoor door, Attempt attempt);
    }

    /**
     * What the request is to one register.
     *
     * @param result what the response says of it
     * @param changes whether it can change the register
     */
    record OnRegister(String register, Operation operation, Function<Response, String> result, boolean changes) {}

    static final class Builder {
        private final String name;
        private final List<OnRegister> effects = new ArrayList<>();

        Builder(String name) {
            this.name = name;
        }

        Builder changing(String register, Operation operation, Function<Response, String> result) {
            effects.add(new OnRegister(register, operation, result, true));
            return this;
        }

        Builder seeing(String register, Operation operation, Function<Response, String> result) {
            effects.add(new OnRegister(register, operation, result, false));
            return this;
        }

        /** By one request to any node. */
        Request sending(Working working) {
            return inSteps((world, attempt) -> world.balancer().send(door -> working.apply(door, attempt)));
        }

        Request inSteps(Sending sending) {
            return new Request(name, sending, List.copyOf(effects));
        }
    }
}
