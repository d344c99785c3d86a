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
    /** How a node works on the request. */
    interface Sending {
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

        Request sending(Sending sending) {
            return new Request(name, sending, List.copyOf(effects));
        }
    }
}
