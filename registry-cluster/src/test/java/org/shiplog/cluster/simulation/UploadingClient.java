package org.shiplog.cluster.simulation;

import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.shiplog.cluster.simulation.Balancer.UnheardException;
import org.shiplog.cluster.simulation.Content.Blob;
import org.shiplog.cluster.simulation.FrontDoor.Ended;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.storage.blob.UploadId;
import org.shiplog.storage.blob.UploadSessions.AppendResult;
import org.shiplog.storage.blob.UploadSessions.CommitResult;

/**
 * Pushes a blob in chunks, each through any node, breaking off now and then, and carrying on from where a node says that the upload
 * stands. So the bytes that it sends are always the right ones, and whatever else comes of them is a mistake of the nodes.
 */
final class UploadingClient {
    private static final int MOST_STEPS = 40;

    private final World world;
    private final RepositoryName repository;
    private final Blob blob;
    private final Attempt attempt;
    private long acknowledged;
    private int steps;
    private boolean committing;

    UploadingClient(World world, RepositoryName repository, Blob blob, Attempt attempt) {
        this.world = world;
        this.repository = repository;
        this.blob = blob;
        this.attempt = attempt;
    }

    CompletableFuture<Response> push() {
        return world.balancer().send(FrontDoor::beginUpload).thenCompose(id -> carryOn(id, 0));
    }

    private CompletableFuture<Response> carryOn(UploadId id, long offset) {
        if (++steps > MOST_STEPS) {
            return CompletableFuture.failedFuture(new UnheardException("too many steps", true));
        }
        return offset < blob.bytes().length ? append(id, offset) : commit(id);
    }

    private CompletableFuture<Response> append(UploadId id, long offset) {
        int length = 1 + world.chance().below(blob.bytes().length - (int) offset);
        byte[] chunk = Arrays.copyOfRange(blob.bytes(), (int) offset, (int) offset + length);
        boolean breaksOff = world.chance().in(0.1);
        return unlessUnheard(
                world.balancer()
                        .send(door -> door.append(id, offset, chunk, breaksOff))
                        .thenCompose(result -> switch (result) {
                            case AppendResult.Appended(long end) -> {
                                world.invariants()
                                        .holds(() -> Violation.unless(
                                                end == offset + length,
                                                "an upload stands at " + end + " after " + length + " at " + offset));
                                acknowledged = Math.max(acknowledged, end);
                                yield carryOn(id, end);
                            }
                            case AppendResult.SessionUnknown _ -> lost();
                            case AppendResult.SessionBusy _,
                                    AppendResult.OffsetMismatch _,
                                    AppendResult.LengthMismatch _,
                                    AppendResult.TooManyParts _ -> look(id);
                        }),
                () -> look(id));
    }

    private CompletableFuture<Response> look(UploadId id) {
        return unlessUnheard(
                world.balancer().send(door -> door.offset(id)).thenCompose(offset -> {
                    if (offset.isEmpty()) {
                        return lost();
                    }
                    world.invariants()
                            .holds(() -> Violation.unless(
                                    offset.get() >= acknowledged,
                                    "an upload stands at " + offset.get() + " after " + acknowledged
                                            + " was acknowledged"));
                    return carryOn(id, offset.get());
                }),
                () -> again(() -> look(id)));
    }

    // Nobody ends the session but this client's commit.
    private CompletableFuture<Response> lost() {
        world.invariants().holds(() -> Violation.unless(committing, "an upload is gone that nobody ended"));
        return CompletableFuture.failedFuture(new UnheardException("the upload has ended", true));
    }

    private CompletableFuture<Response> commit(UploadId id) {
        committing = true;
        return unlessUnheard(
                world.balancer()
                        .send(door -> door.commit(repository, attempt, id, blob.digest()))
                        .thenCompose(ended -> answer(id, ended)),
                () -> again(() -> commit(id)));
    }

    private CompletableFuture<Response> answer(UploadId id, Ended ended) {
        return switch (ended.result()) {
            case CommitResult.Committed _ ->
                CompletableFuture.completedFuture(ended.linked().orElseThrow());
            case CommitResult.SessionUnknown _ -> lost();
            case CommitResult.SessionBusy _ -> again(() -> commit(id));
            case CommitResult.DigestMismatch(var expected, var actual) -> {
                world.invariants().failed(new Violation("an upload of " + expected + " came to " + actual));
                yield CompletableFuture.failedFuture(new UnheardException("other bytes", true));
            }
        };
    }

    private CompletableFuture<Response> again(Supplier<CompletableFuture<Response>> step) {
        if (++steps > MOST_STEPS) {
            return CompletableFuture.failedFuture(new UnheardException("too many steps", true));
        }
        CompletableFuture<Optional<Response>> pause = new CompletableFuture<>();
        world.in(
                world.chance().between(10 * Chance.MILLISECOND, Chance.SECOND), () -> pause.complete(Optional.empty()));
        return pause.thenCompose(_ -> step.get());
    }

    /** What to do when nothing is heard of this step; what the steps after it come to is passed on. */
    private CompletableFuture<Response> unlessUnheard(
            CompletableFuture<Response> step, Supplier<CompletableFuture<Response>> otherwise) {
        int before = steps;
        return step.exceptionallyCompose(failure -> {
            Throwable cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
            return cause instanceof UnheardException && steps == before
                    ? otherwise.get()
                    : CompletableFuture.failedFuture(cause);
        });
    }
}
