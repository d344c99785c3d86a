package org.shiplog.cluster.simulation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.shiplog.cluster.entity.EntityReply;
import org.shiplog.cluster.simulation.Response.Seen;
import org.shiplog.cluster.simulation.Response.Status;
import org.shiplog.domain.aggregate.EntityUnavailableException;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.oci.Tag;
import org.shiplog.domain.project.ProjectCommand;
import org.shiplog.domain.project.ProjectQuery.FindProject;
import org.shiplog.domain.project.ProjectQuery.ProjectFacts;
import org.shiplog.domain.repository.RepositoryCommand;
import org.shiplog.domain.repository.RepositoryCommand.LinkBlob;
import org.shiplog.domain.repository.RepositoryCommand.ManifestFacts;
import org.shiplog.domain.repository.RepositoryCommand.MountBlob;
import org.shiplog.domain.repository.RepositoryCommand.PushManifest;
import org.shiplog.domain.repository.RepositoryCommand.RetireRepository;
import org.shiplog.domain.repository.RepositoryQuery;
import org.shiplog.domain.repository.RepositoryQuery.FindBlob;
import org.shiplog.domain.repository.RepositoryQuery.FoundManifest;
import org.shiplog.domain.repository.RepositoryQuery.ResolveTag;
import org.shiplog.domain.repository.RepositoryRefusal;
import org.shiplog.domain.repository.RepositoryRefusal.BlobUnknown;
import org.shiplog.domain.repository.RepositoryRefusal.GenerationRetired;
import org.shiplog.domain.repository.RepositoryRefusal.ManifestBlobsUnknown;
import org.shiplog.domain.repository.RepositoryRefusal.ManifestUnknown;
import org.shiplog.domain.repository.RepositoryRefusal.TagUnknown;
import org.shiplog.storage.blob.UploadChunk;
import org.shiplog.storage.blob.UploadSessions.CommitResult;

/** What the HTTP routes of a node do for a request, in their order and without HTTP. */
final class FrontDoor {
    private static final int MOST_GENERATIONS = 3;

    private final World world;
    private final SimulatedNode node;

    FrontDoor(World world, SimulatedNode node) {
        this.world = world;
        this.node = node;
    }

    /** One request, with what it saw of the entities' journals. */
    private record Call(RepositoryName repository, Attempt attempt, List<Seen> seen) {
        EntityAddress entity() {
            return EntityAddress.of(repository);
        }
    }

    private static Call call(RepositoryName repository, Attempt attempt) {
        return new Call(repository, attempt, new ArrayList<>());
    }

    CompletableFuture<Response> pushBlob(RepositoryName repository, Attempt attempt, Digest digest, byte[] bytes) {
        Call call = call(repository, attempt);
        if (world.has(PlantedBug.LINK_BEFORE_BYTES)) {
            return link(call, digest, bytes.length)
                    .thenCompose(
                            response -> world.blobs().put(node, digest, bytes).thenApply(_ -> response));
        }
        return upload(repository, digest, bytes).thenCompose(_ -> link(call, digest, bytes.length));
    }

    private CompletableFuture<CommitResult> upload(RepositoryName repository, Digest digest, byte[] bytes) {
        String owner = repository + "@" + digest;
        world.uploads().promises().intended(owner, bytes);
        var chunk = new UploadChunk<>(OptionalLong.empty(), OptionalLong.of(bytes.length), SimulatedBody.whole(bytes));
        return node.uploads()
                .upload(owner, chunk, digest)
                .handle((result, failure) -> {
                    if (result instanceof CommitResult.Committed) {
                        return result;
                    }
                    throw new EntityUnavailableException("the blob was not stored: " + result + ", " + failure);
                })
                .toCompletableFuture();
    }

    CompletableFuture<Response> link(RepositoryName repository, Attempt attempt, Digest digest, long size) {
        return link(call(repository, attempt), digest, size);
    }

    private CompletableFuture<Response> link(Call call, Digest digest, long size) {
        return write(call, generation -> new LinkBlob(generation, digest, size));
    }

    CompletableFuture<Response> mount(
            RepositoryName repository, Attempt attempt, RepositoryName from, Digest digest, long size) {
        Call call = call(repository, attempt);
        Call source = new Call(from, attempt, call.seen());
        CompletableFuture<Optional<Long>> found = world.has(PlantedBug.MOUNT_UNCHECKED)
                ? CompletableFuture.completedFuture(Optional.of(size))
                : ask(source, generation -> new FindBlob(generation, digest), Optional.empty());
        return found.thenCompose(bytes -> bytes.isEmpty()
                ? CompletableFuture.completedFuture(Response.of(Status.ABSENT, call.seen()))
                : write(call, generation -> new MountBlob(generation, digest, bytes.get(), from)));
    }

    CompletableFuture<Response> pushManifest(
            RepositoryName repository, Attempt attempt, ManifestFacts facts, byte[] bytes, Tag tag) {
        Call call = call(repository, attempt);
        CompletableFuture<Void> stored = new CompletableFuture<>();
        world.database()
                .send(
                        node,
                        () -> {
                            world.database().putManifest(facts.digest(), bytes);
                            return facts;
                        },
                        _ -> stored.complete(null),
                        () -> stored.completeExceptionally(
                                new EntityUnavailableException("the manifest was not stored")));
        return stored.thenCompose(_ -> write(call, generation -> new PushManifest(generation, facts, List.of(tag))));
    }

    CompletableFuture<Response> delete(
            RepositoryName repository, Attempt attempt, LongFunction<RepositoryCommand> command) {
        Call call = call(repository, attempt);
        return generation(call)
                .thenCompose(generation -> generation.isEmpty()
                        ? CompletableFuture.completedFuture(Response.of(Status.ABSENT, call.seen()))
                        : execute(call, command.apply(generation.get())).thenApply(reply -> answer(call, reply)));
    }

    CompletableFuture<Response> retire(RepositoryName repository, Attempt attempt) {
        Call call = call(repository, attempt);
        return generation(call).thenCompose(generation -> {
            if (generation.isEmpty()) {
                return CompletableFuture.completedFuture(Response.of(Status.ABSENT, call.seen()));
            }
            return execute(call, new RetireRepository(generation.get()))
                    .thenCompose(reply -> isRetired(reply)
                            ? forget(call, generation.get(), 1).thenApply(_ -> answer(call, reply))
                            : CompletableFuture.completedFuture(answer(call, reply)));
        });
    }

    private static boolean isRetired(EntityReply reply) {
        return !(reply instanceof EntityReply.Refused(var refusal)) || refusal instanceof GenerationRetired;
    }

    CompletableFuture<Response> readTag(RepositoryName repository, Tag tag) {
        Call call = call(repository, new Attempt("read", 0));
        return this.<Optional<FoundManifest>>ask(call, generation -> new ResolveTag(generation, tag), Optional.empty())
                .thenApply(found -> found.map(manifest ->
                                found(call, manifest.digest(), world.database().manifest(manifest.digest())))
                        .orElseGet(() -> Response.of(Status.ABSENT, call.seen())));
    }

    CompletableFuture<Response> readBlob(RepositoryName repository, Digest digest) {
        Call call = call(repository, new Attempt("read", 0));
        return this.<Optional<Long>>ask(call, generation -> new FindBlob(generation, digest), Optional.empty())
                .thenApply(size -> size.map(
                                _ -> found(call, digest, world.blobs().get(digest)))
                        .orElseGet(() -> Response.of(Status.ABSENT, call.seen())));
    }

    private static Response found(Call call, Digest digest, byte @Nullable [] content) {
        return new Response(
                Status.FOUND,
                Optional.of(digest),
                content == null ? new byte[0] : content,
                List.of(),
                List.copyOf(call.seen()));
    }

    // What follows is the order in which RepositoryWrite of the HTTP module asks projects and repositories.

    private CompletableFuture<Response> write(Call call, LongFunction<RepositoryCommand> command) {
        return generation(call).thenCompose(generation -> attempt(call, command, generation, 0));
    }

    private CompletableFuture<Response> attempt(
            Call call, LongFunction<RepositoryCommand> command, Optional<Long> generation, int attempts) {
        if (generation.isEmpty()) {
            return tellProject(call, new ProjectCommand.RegisterRepository(call.repository()), attempts * 2)
                    .thenCompose(_ -> generation(call))
                    .thenCompose(registered -> registered.isEmpty()
                            ? CompletableFuture.failedFuture(new EntityUnavailableException("was removed meanwhile"))
                            : attempt(call, command, registered, attempts));
        }
        return execute(call, command.apply(generation.get())).thenCompose(reply -> {
            boolean again = reply instanceof EntityReply.Refused(GenerationRetired _) && attempts < MOST_GENERATIONS;
            return again
                    ? forget(call, generation.get(), attempts * 2 + 1)
                            .thenCompose(_ -> attempt(call, command, Optional.empty(), attempts + 1))
                    : CompletableFuture.completedFuture(answer(call, reply));
        });
    }

    private CompletableFuture<Void> forget(Call call, long generation, int number) {
        return tellProject(call, new ProjectCommand.RemoveRepository(call.repository(), generation), number);
    }

    private CompletableFuture<Void> tellProject(Call call, ProjectCommand command, int number) {
        EntityAddress project = EntityAddress.of(call.repository().project().orElseThrow());
        return node.execute(project, command, provenance(call.attempt().toProject(number)))
                .thenApply(answered -> {
                    available(answered.reply());
                    return null;
                });
    }

    private CompletableFuture<Optional<Long>> generation(Call call) {
        EntityAddress project = EntityAddress.of(call.repository().project().orElseThrow());
        return node.query(project, new FindProject(Optional.of(call.repository()), Optional.empty()))
                .thenApply(answered -> {
                    Optional<ProjectFacts> facts = answer(answered.reply());
                    call.seen().add(new Seen(project, answered.position()));
                    return facts.flatMap(ProjectFacts::generation);
                });
    }

    private <R> CompletableFuture<R> ask(Call call, LongFunction<RepositoryQuery<R>> query, R none) {
        return generation(call)
                .thenCompose(generation -> generation.isEmpty()
                        ? CompletableFuture.completedFuture(none)
                        : node.query(call.entity(), query.apply(generation.get()))
                                .thenApply(answered -> {
                                    R answer = answer(answered.reply());
                                    call.seen().add(new Seen(call.entity(), answered.position()));
                                    return answer;
                                }));
    }

    private CompletableFuture<EntityReply> execute(Call call, RepositoryCommand command) {
        String commandId = call.attempt().toRepository(command.generation());
        return node.execute(call.entity(), command, provenance(commandId)).thenApply(answered -> {
            EntityReply reply = available(answered.reply());
            if (reply instanceof EntityReply.Accepted(long position)) {
                world.invariants().holds(() -> world.invariants().acknowledged(call.entity(), commandId, position));
                call.seen().add(new Seen(call.entity(), position));
            }
            return reply;
        });
    }

    private static Provenance provenance(String commandId) {
        return new Provenance("alice", Instant.EPOCH, "local", "simulation", "r", commandId);
    }

    @SuppressWarnings("unchecked") // A query's type says what it is answered with.
    private static <R> R answer(EntityReply reply) {
        return (R) ((EntityReply.Answer) available(reply)).value();
    }

    private static EntityReply available(EntityReply reply) {
        if (reply instanceof EntityReply.Unavailable(String reason)) {
            throw new EntityUnavailableException(reason);
        }
        return reply;
    }

    private static Response answer(Call call, EntityReply reply) {
        return switch (reply) {
            case EntityReply.Accepted _ -> Response.of(Status.DONE, call.seen());
            case EntityReply.Refused(Object refusal) -> refused(call, (RepositoryRefusal) refusal);
            case EntityReply.Answer _, EntityReply.Located _, EntityReply.Unavailable _, EntityReply.Failed _ ->
                throw new IllegalStateException("a command was answered with " + reply);
        };
    }

    private static Response refused(Call call, RepositoryRefusal refusal) {
        return switch (refusal) {
            case BlobUnknown _, TagUnknown _, ManifestUnknown _, GenerationRetired _ ->
                Response.of(Status.ABSENT, call.seen());
            case ManifestBlobsUnknown(List<Digest> missing) ->
                new Response(Status.REFUSED, Optional.empty(), new byte[0], missing, List.copyOf(call.seen()));
            case RepositoryRefusal.BlobInUse _,
                    RepositoryRefusal.TagTaken _,
                    RepositoryRefusal.TagReserved _,
                    RepositoryRefusal.TagChangedSince _,
                    RepositoryRefusal.DescriptionChangedSince _,
                    RepositoryRefusal.ManifestTaggedSince _,
                    RepositoryRefusal.LabelAttached _,
                    RepositoryRefusal.LabelNotAttached _,
                    RepositoryRefusal.BlobSizeMismatch _,
                    RepositoryRefusal.RepositoryNotEmpty _ -> Response.of(Status.REFUSED, call.seen());
        };
    }
}
