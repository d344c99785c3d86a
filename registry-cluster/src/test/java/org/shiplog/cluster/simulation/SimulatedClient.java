package org.shiplog.cluster.simulation;

import static org.shiplog.cluster.simulation.Chance.MILLISECOND;
import static org.shiplog.cluster.simulation.Chance.SECOND;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.shiplog.cluster.simulation.Content.Manifest;
import org.shiplog.cluster.simulation.Request.OnRegister;
import org.shiplog.cluster.simulation.Response.Status;
import org.shiplog.domain.aggregate.EntityUnavailableException;
import org.shiplog.domain.oci.DigestAlgorithm;
import org.shiplog.domain.oci.RepositoryName;

/** Makes one request after the other through any node, and repeats those whose outcome it does not hear. */
final class SimulatedClient {
    private static final int MOST_ATTEMPTS = 4;
    private static final int LAST_REQUESTS = 3;

    private final World world;
    private final int number;
    private final Requests requests;
    private final long longestPause;
    private int made;
    private int last = -1;
    private long answered;
    private boolean done;

    SimulatedClient(World world, int number) {
        this.world = world;
        this.number = number;
        this.longestPause = world.chance().between(10 * MILLISECOND, 4 * SECOND);
        this.requests = new Requests(world.content());
    }

    /** A request on its way, and the operations that it is to the registers. */
    private final class Going {
        private final String id = "c" + number + "-" + made;
        private final Request request;
        private final Map<EntityAddress, Long> floors = world.invariants().floors();
        private final List<Integer> calls = new ArrayList<>();
        private int attempts;
        private boolean doubtful;

        Going(Request request) {
            this.request = request;
            request.effects()
                    .forEach(effect -> calls.add(
                            world.invariants().register(effect.register()).call(effect.operation())));
        }

        /** The request is sent once more. What was seen may have been so since it was sent first. */
        void again() {
            for (int i = 0; i < calls.size(); i++) {
                OnRegister effect = request.effects().get(i);
                if (effect.changes()) {
                    calls.set(i, world.invariants().register(effect.register()).again(calls.get(i)));
                }
            }
        }

        /** There is another of it under way, which may take effect at any time from now on, or never. */
        void mayHappenLater() {
            request.effects().stream()
                    .filter(OnRegister::changes)
                    .forEach(effect ->
                            world.invariants().register(effect.register()).callUnheard(effect.operation()));
        }
    }

    boolean isDone() {
        return done;
    }

    long answered() {
        return answered;
    }

    void begin() {
        world.in(world.chance().between(0, last < 0 ? longestPause : 0), () -> go(next()));
    }

    /** Only a few more requests; they must succeed once there are no more troubles. */
    void end() {
        last = made + LAST_REQUESTS;
    }

    private void next(Going over) {
        world.note(() -> "client " + number + " is done with " + over.request.name());
        if (last < 0 || made < last) {
            begin();
        } else {
            done = true;
        }
    }

    private Request next() {
        made++;
        Chance chance = world.chance();
        RepositoryName repository = chance.oneOf(World.REPOSITORIES);
        Content content = world.content();
        int lot = chance.below(100);
        if (lot < 20) {
            return requests.pushBlob(repository, content.blob());
        } else if (lot < 28) {
            return requests.mount(repository, chance.oneOf(World.REPOSITORIES), content.blob());
        } else if (lot < 50) {
            return requests.pushManifest(repository, content.manifest(), content.tag());
        } else if (lot < 75) {
            return requests.readTag(repository, content.tag());
        } else if (lot < 83) {
            return requests.readBlob(repository, content.blob());
        }
        return deletion(repository, lot);
    }

    private Request deletion(RepositoryName repository, int lot) {
        Content content = world.content();
        if (lot < 89) {
            return requests.deleteTag(repository, content.tag());
        } else if (lot < 93) {
            Optional<Manifest> known = content.known();
            return known.map(manifest ->
                            requests.deleteManifest(repository, manifest.facts().digest()))
                    .orElseGet(() -> requests.readTag(repository, content.tag()));
        } else if (lot < 97) {
            return requests.deleteBlob(repository, content.blob());
        }
        return requests.retire(repository);
    }

    private void go(Request request) {
        world.note(() -> "client " + number + " begins: " + request.name());
        Going going = new Going(request);
        world.invariants().ifDoubled(going.id, going::mayHappenLater);
        attempt(going);
    }

    private void attempt(Going going) {
        going.attempts++;
        SimulatedNode node = world.chance().oneOf(world.nodes());
        long patience = world.chance().between(6 * SECOND, 20 * SECOND);
        boolean[] over = {false};
        Timeline.Entry deadline = world.in(patience, () -> {
            over[0] = true;
            unknown(going, "nothing heard from " + node);
        });
        world.in(world.chance().between(50, 5 * MILLISECOND), () -> {
            if (!node.isUp()) {
                deadline.callOff();
                again(going, node + " is down");
                return;
            }
            going.doubtful = true;
            node.run(
                    node.incarnation(),
                    () -> going.request
                            .sending()
                            .apply(node.frontDoor(), new Attempt(going.id, going.attempts))
                            .whenComplete((response, failure) ->
                                    world.in(world.chance().between(50, 5 * MILLISECOND), () -> {
                                        boolean lost =
                                                world.chance().in(world.faults().lostMessage());
                                        if (!over[0] && !lost) {
                                            over[0] = true;
                                            deadline.callOff();
                                            heard(going, response, failure);
                                        }
                                    })));
        });
    }

    private void heard(Going going, @Nullable Response response, @Nullable Throwable failure) {
        if (response != null) {
            world.invariants().holds(() -> check(going, response));
            answered++;
            next(going);
        } else {
            Throwable cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
            if (cause instanceof EntityUnavailableException) {
                unknown(going, "unavailable: " + cause.getMessage());
            } else {
                world.invariants().failed(new IllegalStateException(going.request.name(), cause));
            }
        }
    }

    private void check(Going going, Response response) {
        world.note(() -> "client " + number + " hears of " + going.request.name() + ": " + response.status() + " "
                + response.digest().map(Object::toString).orElse("") + " " + response.seen());
        response.seen().forEach(seen -> world.invariants().observed(seen, going.floors));
        if (response.status() == Status.FOUND) {
            Violation.unless(
                    DigestAlgorithm.SHA256
                            .digestOf(response.content())
                            .equals(response.digest().orElseThrow()),
                    going.request.name() + " was answered with other bytes");
        }
        for (int i = 0; i < going.calls.size(); i++) {
            OnRegister effect = going.request.effects().get(i);
            world.invariants()
                    .register(effect.register())
                    .returned(going.calls.get(i), effect.result().apply(response));
        }
    }

    private void unknown(Going going, String why) {
        again(going, why);
    }

    private void again(Going going, String why) {
        world.note(() -> "client " + number + " hears nothing of " + going.request.name() + ": " + why);
        if (going.attempts < MOST_ATTEMPTS || last >= 0) {
            if (going.doubtful) {
                going.doubtful = false;
                going.again();
            }
            world.in(world.chance().between(10 * MILLISECOND, 2 * SECOND), () -> attempt(going));
            return;
        }
        for (int i = 0; i < going.calls.size(); i++) {
            OnRegister effect = going.request.effects().get(i);
            if (effect.changes() && going.doubtful) {
                world.invariants().register(effect.register()).unheard(going.calls.get(i));
            } else {
                world.invariants().register(effect.register()).forget(going.calls.get(i));
            }
        }
        next(going);
    }
}
