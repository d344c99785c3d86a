package org.shiplog.cluster.simulation;

import static org.shiplog.cluster.simulation.Chance.MILLISECOND;
import static org.shiplog.cluster.simulation.Chance.SECOND;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.DigestAlgorithm;
import org.shiplog.storage.blob.UploadChunk;
import org.shiplog.storage.blob.UploadId;
import org.shiplog.storage.blob.UploadProtocol;
import org.shiplog.storage.blob.UploadSessions.AppendResult;
import org.shiplog.storage.blob.UploadSessions.CommitResult;
import org.shiplog.storage.blob.UploadSessions.Refusal;

/** Uploads one blob after the other in parts of any size, each through any node, and goes on from what it is told after a failure. */
final class Uploader {
    private static final int LAST_UPLOADS = 2;

    private final World world;
    private final int number;
    private int made;
    private int last = -1;
    private boolean done;
    private long completed;

    Uploader(World world, int number) {
        this.world = world;
        this.number = number;
    }

    boolean isDone() {
        return done;
    }

    long completed() {
        return completed;
    }

    void begin() {
        world.in(world.chance().between(0, last < 0 ? 3 * SECOND : 0), () -> new Upload().begin());
    }

    /** Only a few more uploads; they must come to their end. */
    void end() {
        last = made + LAST_UPLOADS;
    }

    private void next() {
        completed++;
        if (last < 0 || made < last) {
            begin();
        } else {
            done = true;
        }
    }

    /** One blob on its way. */
    private final class Upload {
        private final String owner = "uploader-" + number + "-" + ++made;
        private final byte[] content = world.chance().bytes(1 + world.chance().below(60));
        private final Digest digest = DigestAlgorithm.SHA256.digestOf(content);
        private final boolean wrong = world.chance().in(0.08);
        private final Digest claimed = wrong ? DigestAlgorithm.SHA256.digestOf(new byte[] {1, 2, 3}) : digest;
        private final boolean single = world.chance().in(0.15);
        private final boolean given = world.chance().in(0.05);
        private UploadId id = new UploadId(new UUID(0, 0));
        private long offset;
        private long crashesBefore;

        void begin() {
            promises().intended(owner, content);
            if (single) {
                ask(
                        "upload at once",
                        protocol -> protocol.upload(owner, chunk(0, content.length), claimed),
                        this::committed,
                        this::begin);
            } else {
                ask("begin", protocol -> protocol.begin(owner, DigestAlgorithm.SHA256), this::begun, this::begin);
            }
        }

        private void begun(UploadId name) {
            id = name;
            offset = 0;
            promises().acknowledged(id, 0);
            goOn();
        }

        private void goOn() {
            Chance chance = world.chance();
            int left = content.length - (int) offset;
            if (given && offset > 0 && chance.in(0.3)) {
                ask("cancel", protocol -> protocol.cancel(id, owner), this::cancelled, this::lookAround);
            } else if (left == 0) {
                ask("commit", protocol -> protocol.commit(id, owner, claimed), this::committed, this::lookAround);
            } else if (chance.in(0.4)) {
                UploadChunk<SimulatedBody> rest = chunk((int) offset, left);
                ask(
                        "complete",
                        protocol -> protocol.complete(id, owner, rest, claimed),
                        this::committed,
                        this::lookAround);
            } else {
                int length = 1 + chance.below(left);
                UploadChunk<SimulatedBody> part = chunk((int) offset, length);
                ask(
                        "append",
                        protocol -> protocol.append(id, owner, part),
                        result -> appended(result, length),
                        this::lookAround);
            }
        }

        private UploadChunk<SimulatedBody> chunk(int from, int length) {
            Chance chance = world.chance();
            boolean troubled = last < 0;
            int breaksOffAfter = troubled && chance.in(0.15) ? chance.below(length) : length;
            long slowest = troubled && chance.in(0.2) ? 8 * SECOND : 20 * MILLISECOND;
            byte[] bytes = Arrays.copyOfRange(content, from, from + length);
            return new UploadChunk<>(
                    OptionalLong.of(from),
                    OptionalLong.of(length),
                    new SimulatedBody(bytes, breaksOffAfter, slowest, Optional.of(claimed)));
        }

        private void appended(AppendResult result, int length) {
            switch (result) {
                case AppendResult.Appended(long now) -> {
                    Violation.unless(
                            now == offset + length, owner + " appended " + length + " at " + offset + ", now " + now);
                    advanced(now);
                }
                case Refusal refusal -> refused(refusal);
            }
        }

        private void committed(CommitResult result) {
            switch (result) {
                case CommitResult.Committed(var _, long size) -> {
                    Violation.unless(!wrong, owner + " was acknowledged under another digest than its own");
                    promises().committed(digest, content, size);
                    over();
                }
                case CommitResult.DigestMismatch(var _, Digest actual) -> {
                    Violation.unless(wrong && actual.equals(digest), owner + " is said to have the digest " + actual);
                    over();
                }
                case Refusal refusal -> refused(refusal);
            }
        }

        private void cancelled(boolean known) {
            if (known) {
                over();
            } else {
                promises().unknown(id);
                begin();
            }
        }

        private void refused(Refusal refusal) {
            switch (refusal) {
                case Refusal.SessionUnknown() -> unknown();
                case Refusal.OffsetMismatch(long now) -> advanced(now);
                case Refusal.SessionBusy(long now) -> {
                    promises().acknowledged(id, now);
                    world.in(world.chance().between(MILLISECOND, 2 * SECOND), this::lookAround);
                }
                case Refusal.LengthMismatch _, Refusal.TooManyParts _ ->
                    throw new Violation(owner + " was refused with " + refusal);
            }
        }

        private void unknown() {
            if (!single) {
                promises().unknown(id);
            }
            begin();
        }

        private void advanced(long now) {
            promises().acknowledged(id, now);
            offset = now;
            goOn();
        }

        /** Nobody knows what became of the last request: how far is the session? */
        private void lookAround() {
            ask(
                    "offset",
                    protocol -> protocol.offset(id, owner),
                    now -> now.ifPresentOrElse(this::advanced, this::unknown),
                    this::lookAround);
        }

        /** The client was told that the session has ended; sometimes it looks whether that is so. */
        private void over() {
            world.note(() -> owner + " is done");
            if (single || world.chance().in(0.7)) {
                next();
                return;
            }
            long crashesBeforeItsEnd = crashesBefore;
            ask(
                    "offset afterwards",
                    protocol -> protocol.offset(id, owner),
                    now -> {
                        now.ifPresent(_ -> promises().cameBack(id, crashesBeforeItsEnd));
                        next();
                    },
                    Uploader.this::next);
        }

        private UploadPromises promises() {
            return world.uploads().promises();
        }

        /** Sends a request to any node; perhaps the network makes two of it, of which the other goes to another node. */
        private <T> void ask(
                String what,
                Function<UploadProtocol<SimulatedBody>, CompletionStage<T>> request,
                Consumer<T> heard,
                Runnable unheard) {
            crashesBefore = world.database().crashes();
            Answer<T> answer = new Answer<>(owner + " " + what, heard, unheard);
            answer.expect();
            deliver(request, answer::came);
            if (world.chance().in(world.faults().doubledMessage())) {
                deliver(request, (_, _) -> {});
            }
        }
    }

    private interface Outcome<T> {
        void came(@Nullable T result, @Nullable Throwable failure);
    }

    private <T> void deliver(Function<UploadProtocol<SimulatedBody>, CompletionStage<T>> request, Outcome<T> outcome) {
        SimulatedNode node = world.chance().oneOf(world.nodes());
        world.in(world.chance().between(50, 5 * MILLISECOND), () -> {
            if (!node.isUp()) {
                outcome.came(null, new IllegalStateException(node + " is down"));
                return;
            }
            node.run(
                    node.incarnation(),
                    () -> request.apply(node.uploads())
                            .whenComplete((result, failure) -> world.in(
                                    world.chance().between(50, 5 * MILLISECOND), () -> outcome.came(result, failure))));
        });
    }

    /** Waits for the answer to one request, but not for ever. */
    private final class Answer<T> {
        private final String what;
        private final Consumer<T> heard;
        private final Runnable unheard;
        private Timeline.@Nullable Entry deadline;
        private boolean over;

        Answer(String what, Consumer<T> heard, Runnable unheard) {
            this.what = what;
            this.heard = heard;
            this.unheard = unheard;
        }

        void expect() {
            world.note(() -> what);
            deadline = world.in(world.chance().between(2 * SECOND, 20 * SECOND), () -> came(null, null));
        }

        void came(@Nullable T result, @Nullable Throwable failure) {
            if (over) {
                return;
            }
            over = true;
            if (deadline != null) {
                deadline.callOff();
            }
            boolean lost = world.chance().in(world.faults().lostMessage());
            if (result != null && !lost) {
                world.note(() -> what + ": " + result);
                world.invariants().holds(() -> heard.accept(result));
            } else {
                world.note(() -> what + ": nothing heard, " + failure);
                world.in(world.chance().between(10 * MILLISECOND, 2 * SECOND), unheard);
            }
        }
    }
}
