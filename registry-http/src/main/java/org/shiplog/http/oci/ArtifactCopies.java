package org.shiplog.http.oci;

import static java.util.concurrent.CompletableFuture.completedStage;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.shiplog.domain.access.Permission;
import org.shiplog.domain.oci.BlobReference;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.oci.Tag;
import org.shiplog.domain.repository.RepositoryCommand.MountBlob;
import org.shiplog.domain.repository.RepositoryCommand.PushManifest;
import org.shiplog.domain.repository.RepositoryQuery.FindManifest;
import org.shiplog.domain.repository.RepositoryQuery.FoundManifest;
import org.shiplog.domain.repository.RepositoryQuery.ResolveTag;
import org.shiplog.domain.repository.RepositoryRefusal;
import org.shiplog.domain.repository.RepositoryRefusal.ManifestBlobsUnknown;
import org.shiplog.domain.repository.RepositoryRefusal.TagTaken;
import org.shiplog.http.oci.CopyGathering.Piece;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.ErrorResponse;

/**
 * Copies artifacts between repositories, with their tags, their parts and what is attached to them. No bytes move.
 *
 * <p>Everything is looked at, and room is reserved, before anything is written. Then the artifact itself comes last and together with
 * its tags, so that no tag ever stands for something whose parts are still on their way. What a copying that broke off has left
 * stands under no tag of the artifact, and the next one goes on from there.
 */
public final class ArtifactCopies {
    private static final CompletionStage<RepositoryWrite.Result> DONE =
            completedStage(new RepositoryWrite.Result.Done());

    private final OciPorts ports;
    private final Accelerators accelerators;
    private final ManifestParser parser = new ManifestParser();
    private final QuotaGate gate;

    public ArtifactCopies(OciPorts ports, Accelerators accelerators) {
        this.ports = ports;
        this.accelerators = accelerators;
        this.gate = ports.quota();
    }

    /** @param reference a tag or a digest */
    public record Source(RepositoryName repository, String reference) {}

    /**
     * Copies into the repository that the call is about. Whoever may only push new tags there moves none.
     *
     * @return empty when it is done; otherwise why not
     */
    public CompletionStage<Optional<HttpResponse>> copy(Call call, Source source) {
        return ports.access()
                .mayPull(call, source.repository())
                .thenCompose(generation -> generation.isEmpty()
                        ? refuse(ApiError.NOT_FOUND, "no such artifact")
                        : find(source, generation.get())
                                .thenCompose(found -> found.isEmpty()
                                        ? refuse(ApiError.NOT_FOUND, "no such artifact")
                                        : copy(call, source.repository(), generation.get(), found.get())));
    }

    private CompletionStage<Optional<FoundManifest>> find(Source source, long generation) {
        return switch (Reference.parse(source.reference())) {
            case Reference.ByDigest(Digest digest) ->
                ports.repositories().query(source.repository(), new FindManifest(generation, digest));
            case Reference.ByTag(Tag tag) ->
                ports.repositories().query(source.repository(), new ResolveTag(generation, tag));
            case Reference.BadDigest _, Reference.BadTag _ -> completedStage(Optional.empty());
        };
    }

    private CompletionStage<Optional<HttpResponse>> copy(
            Call call, RepositoryName source, long generation, FoundManifest artifact) {
        CopyGathering gathering = new CopyGathering(ports, accelerators, parser, source, generation);
        return gathering.gather(artifact.digest()).thenCompose(gathered -> switch (gathered) {
            case CopyGathering.Gathered.Unfit(String reason) -> refuse(ApiError.BAD_REQUEST, reason);
            case CopyGathering.Gathered.Attached _ ->
                refuse(ApiError.DENIED, "the operation isn't supported for an artifact accessory");
            case CopyGathering.Gathered.Whole(List<Piece> pieces, List<BlobReference> content) ->
                tagsTaken(call, pieces)
                        .thenCompose(refusal -> refusal.isPresent()
                                ? completedStage(new RepositoryWrite.Result.Refused(refusal.get()))
                                : gate.storing(call, content, () -> write(call, source, pieces)))
                        .thenApply(ArtifactCopies::refusal);
        });
    }

    private static boolean onlyNewTags(Call call) {
        return !call.rights().allow(Permission.PUSH, Repositories.name(call));
    }

    /** So that nothing is written at all when one of the tags may not be moved. */
    private CompletionStage<Optional<RepositoryRefusal>> tagsTaken(Call call, List<Piece> pieces) {
        CompletionStage<Optional<RepositoryRefusal>> taken = completedStage(Optional.empty());
        Optional<Long> generation = Repositories.generation(call);
        if (generation.isPresent() && onlyNewTags(call)) {
            for (Piece piece : pieces) {
                for (Tag tag : piece.tags()) {
                    taken = taken.thenCompose(refusal -> refusal.isPresent()
                            ? completedStage(refusal)
                            : ports.repositories()
                                    .query(Repositories.name(call), new ResolveTag(generation.get(), tag))
                                    .thenApply(found -> found.map(FoundManifest::digest)
                                            .filter(digest ->
                                                    !digest.equals(piece.facts().digest()))
                                            .map(digest -> new TagTaken(tag, digest))));
                }
            }
        }
        return taken;
    }

    private CompletionStage<RepositoryWrite.Result> write(Call call, RepositoryName source, List<Piece> pieces) {
        RepositoryWrite write = new RepositoryWrite(ports, call);
        boolean onlyNewTags = onlyNewTags(call);
        CompletionStage<RepositoryWrite.Result> written = DONE;
        for (Piece piece : pieces) {
            written = unlessRefused(
                    written,
                    () -> push(write, piece, onlyNewTags)
                            .thenCompose(result -> result
                                            instanceof
                                            RepositoryWrite.Result.Refused(ManifestBlobsUnknown(List<Digest> missing))
                                    ? unlessRefused(
                                            mount(write, source, piece, missing), () -> push(write, piece, onlyNewTags))
                                    : completedStage(result)));
        }
        return written;
    }

    private static CompletionStage<RepositoryWrite.Result> push(
            RepositoryWrite write, Piece piece, boolean onlyNewTags) {
        return write.execute(generation -> new PushManifest(generation, piece.facts(), piece.tags(), onlyNewTags));
    }

    private static CompletionStage<RepositoryWrite.Result> mount(
            RepositoryWrite write, RepositoryName source, Piece piece, List<Digest> missing) {
        Set<Digest> wanted = Set.copyOf(missing);
        CompletionStage<RepositoryWrite.Result> mounted = DONE;
        for (BlobReference blob : piece.facts().blobs()) {
            if (wanted.contains(blob.digest())) {
                mounted = unlessRefused(
                        mounted,
                        () -> write.execute(
                                generation -> new MountBlob(generation, blob.digest(), blob.size(), source)));
            }
        }
        return mounted;
    }

    private static CompletionStage<RepositoryWrite.Result> unlessRefused(
            CompletionStage<RepositoryWrite.Result> before, Supplier<CompletionStage<RepositoryWrite.Result>> step) {
        return before.thenCompose(
                result -> result instanceof RepositoryWrite.Result.Done ? step.get() : completedStage(result));
    }

    private static Optional<HttpResponse> refusal(RepositoryWrite.Result result) {
        return switch (result) {
            case RepositoryWrite.Result.Done _ -> Optional.empty();
            case RepositoryWrite.Result.Refused(var refusal) -> Optional.of(OciRefusals.response(refusal));
            case RepositoryWrite.Result.ProjectRefused(var refusal) -> Optional.of(OciRefusals.response(refusal));
            case RepositoryWrite.Result.OverQuota over -> Optional.of(OciRefusals.response(over));
        };
    }

    private static CompletionStage<Optional<HttpResponse>> refuse(ApiError error, String message) {
        return completedStage(Optional.of(ErrorResponse.of(error, message)));
    }
}
