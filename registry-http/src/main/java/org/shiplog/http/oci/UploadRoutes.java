package org.shiplog.http.oci;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.DigestAlgorithm;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.Action;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.Route;
import org.shiplog.storage.blob.UploadId;
import org.shiplog.storage.blob.UploadSessions;

/**
 * Upload sessions: begun, filled, looked at, closed and cancelled (distribution-spec, "Pushing blobs").
 *
 * <p>A session belongs to one repository and one principal; for anyone else, and through any other repository, it does not
 * exist. It leaves no trace in the repository before its blob is complete.
 */
final class UploadRoutes {
    private final UploadSessions sessions;
    private final UploadWriter writer;
    private final BlobMounts mounts;
    private final OciSettings settings;
    private final RequestBodies bodies;
    private final QuotaGate gate;

    UploadRoutes(OciPorts ports, OciSettings settings, RequestBodies bodies) {
        this.sessions = ports.uploads();
        this.writer = new UploadWriter(ports);
        this.mounts = new BlobMounts(ports);
        this.settings = settings;
        this.bodies = bodies;
        this.gate = ports.quota();
    }

    List<Route> routes() {
        Access push = new Access.OnRepository(Set.of(Action.PUSH_NEW_TAG));
        return List.of(
                new Route("end-4", HttpMethods.POST, OciPath.UPLOADS, push, bodies.reading(this::start)),
                new Route("end-5", HttpMethods.PATCH, OciPath.UPLOAD, push, bodies.reading(this::append)),
                new Route("end-6", HttpMethods.PUT, OciPath.UPLOAD, push, bodies.reading(this::close)),
                new Route("end-13", HttpMethods.GET, OciPath.UPLOAD, push, this::status),
                new Route("end-14", HttpMethods.DELETE, OciPath.UPLOAD, push, bodies.ignoring(this::cancel)));
    }

    private CompletionStage<HttpResponse> start(Call call, RequestBody body) {
        QueryParameters parameters = QueryParameters.of(call.request());
        if (parameters.first("mount").isPresent()) {
            return mount(call, parameters.first("mount").flatMap(Digest::parse), parameters.first("from"));
        }
        Optional<String> digest = parameters.first("digest");
        if (digest.isPresent()) {
            return storable(digest)
                    .map(complete -> writer.single(call, complete, body))
                    .orElseGet(() -> Repositories.now(ApiError.DIGEST_INVALID));
        }
        Optional<String> algorithm = parameters.first("digest-algorithm");
        Optional<DigestAlgorithm> computable = DigestAlgorithm.named(algorithm.orElse(DigestAlgorithm.SHA256.id()));
        return computable
                .map(known -> begin(call, known))
                .orElseGet(() -> Repositories.now(OciError.of(ApiError.DIGEST_INVALID, "unsupported digest algorithm")
                        .response()));
    }

    /** What cannot be mounted, for whatever reason, is answered with a session to upload it to. */
    private CompletionStage<HttpResponse> mount(Call call, Optional<Digest> digest, Optional<String> from) {
        if (digest.isEmpty()) {
            return begin(call, DigestAlgorithm.SHA256);
        }
        return mounts.mount(call, digest.get(), from)
                .thenCompose(result -> result.isEmpty()
                        ? begin(call, digest.get().computable().orElse(DigestAlgorithm.SHA256))
                        : Repositories.now(writer.arrived(call, digest.get(), result.get())));
    }

    private CompletionStage<HttpResponse> begin(Call call, DigestAlgorithm algorithm) {
        return gate.fault(call)
                .thenCompose(over ->
                        over.isPresent() ? Repositories.now(OciRefusals.response(over.get())) : open(call, algorithm));
    }

    private CompletionStage<HttpResponse> open(Call call, DigestAlgorithm algorithm) {
        return sessions.begin(UploadWriter.owner(call), algorithm)
                .thenApply(id -> location(call, id)
                        .describe(HttpResponse.create().withStatus(StatusCodes.ACCEPTED), 0)
                        .addHeader(
                                OciHeaders.of(OciHeaders.CHUNK_MIN_LENGTH, Long.toString(settings.chunkMinLength()))));
    }

    private CompletionStage<HttpResponse> append(Call call, RequestBody body) {
        Optional<UploadId> id = session(call);
        if (id.isEmpty()) {
            return Repositories.now(OciRefusals.uploadUnknown());
        }
        return writer.append(call, location(call, id.get()), body);
    }

    private CompletionStage<HttpResponse> close(Call call, RequestBody body) {
        Optional<UploadId> id = session(call);
        if (id.isEmpty()) {
            return Repositories.now(OciRefusals.uploadUnknown());
        }
        Optional<Digest> digest = storable(QueryParameters.of(call.request()).first("digest"));
        if (digest.isEmpty()) {
            return Repositories.now(ApiError.DIGEST_INVALID);
        }
        UploadLocation upload = location(call, id.get());
        boolean nothingToAppend = body.isKnownEmpty()
                && OciHeaders.value(call.request(), "Content-Range").isEmpty();
        return nothingToAppend
                ? writer.commit(call, upload, digest.get())
                : writer.complete(call, upload, body, digest.get());
    }

    private CompletionStage<HttpResponse> status(Call call) {
        Optional<UploadId> id = session(call);
        if (id.isEmpty()) {
            return Repositories.now(OciRefusals.uploadUnknown());
        }
        return sessions.offset(id.get(), UploadWriter.owner(call))
                .thenApply(offset -> offset.map(held -> location(call, id.get())
                                .describe(HttpResponse.create().withStatus(StatusCodes.NO_CONTENT), held))
                        .orElseGet(OciRefusals::uploadUnknown));
    }

    private CompletionStage<HttpResponse> cancel(Call call) {
        Optional<UploadId> id = session(call);
        if (id.isEmpty()) {
            return Repositories.now(OciRefusals.uploadUnknown());
        }
        return sessions.cancel(id.get(), UploadWriter.owner(call))
                .thenApply(cancelled -> cancelled
                        ? HttpResponse.create().withStatus(StatusCodes.NO_CONTENT)
                        : OciRefusals.uploadUnknown());
    }

    /** A digest that content can be stored under: well-formed, and of an algorithm that can be computed. */
    private static Optional<Digest> storable(Optional<String> text) {
        return text.flatMap(Digest::parse).filter(digest -> digest.computable().isPresent());
    }

    private static Optional<UploadId> session(Call call) {
        return UploadId.parse(call.path().getOrDefault(OciPath.SESSION, ""));
    }

    private static UploadLocation location(Call call, UploadId id) {
        return new UploadLocation(Repositories.name(call), id);
    }
}
