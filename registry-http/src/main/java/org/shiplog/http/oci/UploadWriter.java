package org.shiplog.http.oci;

import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.DigestAlgorithm;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.repository.RepositoryCommand.LinkBlob;
import org.shiplog.http.route.Call;
import org.shiplog.storage.blob.UploadSessions;
import org.shiplog.storage.blob.UploadSessions.AppendResult;
import org.shiplog.storage.blob.UploadSessions.CommitResult;

/**
 * Brings bytes into an upload session, and a complete session into its repository.
 *
 * <p>The order is what makes an acknowledged blob safe: first the bytes are durable under their digest, then the repository
 * knows of them, and only then the client hears 201. A failure in between leaves at worst bytes that no repository names,
 * and the client's repetition succeeds.
 */
final class UploadWriter {
    private final OciPorts ports;
    private final UploadSessions sessions;

    UploadWriter(OciPorts ports) {
        this.ports = ports;
        this.sessions = ports.uploads();
    }

    /** What became of a request's bytes. */
    sealed interface Appended {
        record Holding(long offset) implements Appended {}

        record Refused(HttpResponse refusal) implements Appended {}
    }

    static String owner(Call call) {
        return Repositories.name(call) + "\n" + call.principal().id();
    }

    /** Appends the request's body where its {@code Content-Range} says, or at the end if it has none. */
    CompletionStage<Appended> append(Call call, UploadLocation upload, RequestBody body) {
        return switch (ContentRange.parse(OciHeaders.value(call.request(), "Content-Range"))) {
            case ContentRange.Absent _ -> append(call, upload, body, OptionalLong.empty(), body.announcedLength());
            case ContentRange.Malformed _ -> refuseAtOffset(call, upload, true);
            case ContentRange.Span span
            when contradicts(span, body.announcedLength()) -> refuseAtOffset(call, upload, false);
            case ContentRange.Span span ->
                append(call, upload, body, OptionalLong.of(span.first()), OptionalLong.of(span.length()));
        };
    }

    private static boolean contradicts(ContentRange.Span span, OptionalLong announcedLength) {
        return announcedLength.isPresent() && announcedLength.getAsLong() != span.length();
    }

    private CompletionStage<Appended> append(
            Call call, UploadLocation upload, RequestBody body, OptionalLong from, OptionalLong length) {
        return sessions.append(upload.id(), owner(call), from, length, body.bytes())
                .thenApply(result -> switch (result) {
                    case AppendResult.Appended(long offset) -> new Appended.Holding(offset);
                    case AppendResult.SessionUnknown _ -> new Appended.Refused(OciRefusals.uploadUnknown());
                    case AppendResult.SessionBusy(long offset) ->
                        new Appended.Refused(OciRefusals.uploadBusy(upload, offset));
                    case AppendResult.OffsetMismatch(long offset) ->
                        new Appended.Refused(OciRefusals.outOfOrder(upload, offset));
                    case AppendResult.LengthMismatch _ -> new Appended.Refused(OciRefusals.lengthMismatch());
                    case AppendResult.TooManyParts _ -> new Appended.Refused(OciRefusals.tooManyParts());
                });
    }

    private CompletionStage<Appended> refuseAtOffset(Call call, UploadLocation upload, boolean outOfOrder) {
        return sessions.offset(upload.id(), owner(call)).thenApply(offset -> {
            if (offset.isEmpty()) {
                return new Appended.Refused(OciRefusals.uploadUnknown());
            }
            return new Appended.Refused(
                    outOfOrder ? OciRefusals.outOfOrder(upload, offset.get()) : OciRefusals.lengthMismatch());
        });
    }

    /** A whole blob in the request that also begins its upload. The session is gone afterwards, however that ends. */
    CompletionStage<HttpResponse> single(Call call, Digest digest, RequestBody body) {
        DigestAlgorithm algorithm = digest.computable().orElseThrow();
        return sessions.begin(owner(call), algorithm).thenCompose(id -> {
            UploadLocation upload = new UploadLocation(Repositories.name(call), id);
            return append(call, upload, body)
                    .thenCompose(result -> switch (result) {
                        case Appended.Refused(HttpResponse refusal) ->
                            sessions.cancel(id, owner(call)).thenApply(_ -> refusal);
                        case Appended.Holding _ -> commit(call, upload, digest);
                    })
                    .whenComplete((_, failure) -> {
                        if (failure != null) {
                            sessions.cancel(id, owner(call));
                        }
                    });
        });
    }

    /** Closes the session and links its blob into the repository. */
    CompletionStage<HttpResponse> commit(Call call, UploadLocation upload, Digest digest) {
        return sessions.commit(upload.id(), owner(call), digest).thenCompose(result -> switch (result) {
            case CommitResult.Committed(var _, long size) -> link(call, digest, size);
            case CommitResult.SessionUnknown _ -> Repositories.now(OciRefusals.uploadUnknown());
            case CommitResult.SessionBusy(long offset) -> Repositories.now(OciRefusals.uploadBusy(upload, offset));
            case CommitResult.DigestMismatch(Digest expected, Digest actual) ->
                Repositories.now(OciRefusals.digestMismatch(expected, actual));
        });
    }

    private CompletionStage<HttpResponse> link(Call call, Digest digest, long size) {
        return new RepositoryWrite(ports, call)
                .execute(generation -> new LinkBlob(generation, digest, size))
                .thenApply(written -> arrived(call, digest, written));
    }

    /** Tells the client that the blob is in the repository, or why it is not. */
    HttpResponse arrived(Call call, Digest digest, RepositoryWrite.Result result) {
        return switch (result) {
            case RepositoryWrite.Result.Done _ -> {
                RepositoryName name = Repositories.name(call);
                ports.locations().arrived(digest, name);
                yield HttpResponse.create()
                        .withStatus(StatusCodes.CREATED)
                        .addHeader(OciHeaders.location("/v2/" + name + "/blobs/" + digest))
                        .addHeader(OciHeaders.contentDigest(digest));
            }
            case RepositoryWrite.Result.Refused(var refusal) -> OciRefusals.response(refusal);
            case RepositoryWrite.Result.ProjectRefused(var refusal) -> OciRefusals.response(refusal);
        };
    }
}
