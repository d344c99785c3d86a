package org.shiplog.http.oci;

import static java.util.concurrent.CompletableFuture.completedStage;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.ResponseEntity;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.repository.RepositoryCommand.DeleteBlob;
import org.shiplog.domain.repository.RepositoryQuery.FindBlob;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.Action;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.Route;
import org.shiplog.storage.blob.BlobStore;

/** Blobs: read, whole or in part, and deleted (distribution-spec, "Pulling blobs", "Deleting Blobs"). */
final class BlobRoutes {
    /** How long a client may take to follow a redirect. What it then downloads may take longer. */
    private static final Duration REDIRECT = Duration.ofMinutes(10);

    private final Repositories repositories;
    private final BlobStore blobs;
    private final PastContent past;
    private final RequestBodies bodies;

    BlobRoutes(Repositories repositories, OciPorts ports, RequestBodies bodies) {
        this.repositories = repositories;
        this.blobs = ports.blobs();
        this.past = ports.past();
        this.bodies = bodies;
    }

    List<Route> routes() {
        Access pull = new Access.OnRepository(Set.of(Action.PULL));
        return List.of(
                new Route("end-2-get", HttpMethods.GET, OciPath.BLOB, pull, call -> find(call, this::get)),
                new Route("end-2-head", HttpMethods.HEAD, OciPath.BLOB, pull, call -> find(call, this::head)),
                new Route(
                        "end-10",
                        HttpMethods.DELETE,
                        OciPath.BLOB,
                        new Access.OnRepository(Set.of(Action.DELETE)),
                        bodies.ignoring(this::delete)));
    }

    /** Answers for a blob that the repository has. */
    private interface Found {
        HttpResponse answer(HttpRequest request, Digest digest, long size);
    }

    private CompletionStage<HttpResponse> find(Call call, Found found) {
        Optional<Digest> digest = Repositories.digest(call);
        if (digest.isEmpty()) {
            return Repositories.now(ApiError.DIGEST_INVALID);
        }
        return repositories
                .find(call, generation -> new FindBlob(generation, digest.get()))
                .thenCompose(size -> size.isPresent() ? completedStage(size) : opened(call, digest.get()))
                .thenCompose(size -> size.isEmpty()
                        ? Repositories.now(Repositories.unknown(call, ApiError.BLOB_UNKNOWN))
                        : stored(call, digest.get(), size.get())
                                .thenApply(_ -> found.answer(call.request(), digest.get(), size.get())));
    }

    /** What is being pulled as it was at a time. HEAD asks for what need not be pushed, so it is told what there is now. */
    private CompletionStage<Optional<Long>> opened(Call call, Digest digest) {
        return call.request().method().equals(HttpMethods.GET)
                ? past.openBlob(Repositories.name(call), call.projectId(), digest)
                        .thenCompose(size -> size.isEmpty()
                                ? completedStage(size)
                                : blobs.size(digest).thenApply(stored -> stored.filter(size.get()::equals)))
                : completedStage(Optional.empty());
    }

    /**
     * Fails if the bytes are not there. The repository was given the blob, so that this is no 404: the blob is lost, and a
     * client that was told "unknown" would take that for the truth.
     */
    private CompletionStage<Long> stored(Call call, Digest digest, long size) {
        return blobs.size(digest).thenApply(stored -> {
            if (stored.isPresent() && stored.get() == size) {
                return size;
            }
            throw new IllegalStateException("blob " + digest + " of " + Repositories.name(call) + " has " + size
                    + " bytes, but the blob store holds "
                    + stored.map(bytes -> bytes + " bytes").orElse("nothing"));
        });
    }

    private HttpResponse head(HttpRequest request, Digest digest, long size) {
        return isCurrent(request, digest) ? notModified(digest) : whole(digest, size);
    }

    private HttpResponse get(HttpRequest request, Digest digest, long size) {
        if (isCurrent(request, digest)) {
            return notModified(digest);
        }
        Optional<URI> elsewhere = blobs.presignedGet(digest, REDIRECT);
        if (elsewhere.isPresent()) {
            return redirect(digest, elsewhere.get());
        }
        Optional<String> range = EntityTags.rangeApplies(OciHeaders.value(request, "If-Range"), digest)
                ? OciHeaders.value(request, "Range")
                : Optional.empty();
        return switch (ByteRange.parse(range, size)) {
            case ByteRange.Whole _ -> whole(digest, size);
            case ByteRange.Slice slice ->
                described(digest)
                        .withStatus(StatusCodes.PARTIAL_CONTENT)
                        .addHeader(OciHeaders.of(
                                "Content-Range", "bytes " + slice.first() + "-" + slice.last() + "/" + size))
                        .withEntity(content(blobs.read(digest, slice.first(), slice.length()), slice.length()));
            case ByteRange.Unsatisfiable _ ->
                OciError.of(ApiError.RANGE_NOT_SATISFIABLE)
                        .response()
                        .addHeader(OciHeaders.of("Content-Range", "bytes */" + size));
        };
    }

    // The store answers ranges itself. The URL is a key to the blob for a while: nobody may keep it.
    private static HttpResponse redirect(Digest digest, URI elsewhere) {
        return HttpResponse.create()
                .withStatus(StatusCodes.TEMPORARY_REDIRECT)
                .addHeader(OciHeaders.of("Location", elsewhere.toString()))
                .addHeader(OciHeaders.contentDigest(digest))
                .addHeader(OciHeaders.of("Cache-Control", "no-store"));
    }

    private HttpResponse whole(Digest digest, long size) {
        return described(digest).withEntity(content(blobs.read(digest, 0, size), size));
    }

    private static ResponseEntity content(Source<ByteString, NotUsed> bytes, long length) {
        return length == 0
                ? HttpEntities.create(ContentTypes.APPLICATION_OCTET_STREAM, ByteString.emptyByteString())
                : HttpEntities.create(ContentTypes.APPLICATION_OCTET_STREAM, length, bytes);
    }

    private static boolean isCurrent(HttpRequest request, Digest digest) {
        return EntityTags.anyMatches(OciHeaders.value(request, "If-None-Match"), digest);
    }

    private static HttpResponse notModified(Digest digest) {
        return described(digest).withStatus(StatusCodes.NOT_MODIFIED);
    }

    private static HttpResponse described(Digest digest) {
        return HttpResponse.create()
                .addHeader(OciHeaders.contentDigest(digest))
                .addHeader(OciHeaders.entityTag(digest))
                .addHeader(OciHeaders.of("Accept-Ranges", "bytes"))
                .addHeader(OciHeaders.CACHE_FOR_EVER);
    }

    private CompletionStage<HttpResponse> delete(Call call) {
        Optional<Digest> digest = Repositories.digest(call);
        return digest.isEmpty()
                ? Repositories.now(ApiError.DIGEST_INVALID)
                : repositories.delete(call, generation -> new DeleteBlob(generation, digest.get()));
    }
}
