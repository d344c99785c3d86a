package org.shiplog.http.oci;

import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.repository.RepositoryCommand.LinkBlob;
import org.shiplog.http.route.Call;
import org.shiplog.storage.blob.UploadChunk;
import org.shiplog.storage.blob.UploadSessions;
import org.shiplog.storage.blob.UploadSessions.AppendResult;
import org.shiplog.storage.blob.UploadSessions.CommitResult;
import org.shiplog.storage.blob.UploadSessions.Refusal;

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
    private final QuotaGate gate;

    UploadWriter(OciPorts ports) {
        this.ports = ports;
        this.gate = ports.quota();
        this.sessions = ports.uploads();
    }

    /** What a request says of its body. */
    private sealed interface Sent {
        record Chunk(UploadChunk<Source<ByteString, ?>> chunk) implements Sent {}

        /** Its {@code Content-Range} cannot be read. */
        record Unreadable() implements Sent {}

        /** Its {@code Content-Range} and its length are not of the same number of bytes. */
        record Contradictory() implements Sent {}
    }

    static String owner(Call call) {
        return Repositories.name(call) + "\n" + call.principal().id();
    }

    private static Sent sent(Call call, RequestBody body) {
        OptionalLong announced = body.announcedLength();
        return switch (ContentRange.parse(OciHeaders.value(call.request(), "Content-Range"))) {
            case ContentRange.Absent _ ->
                new Sent.Chunk(new UploadChunk<>(OptionalLong.empty(), announced, body.bytes()));
            case ContentRange.Malformed _ -> new Sent.Unreadable();
            case ContentRange.Span span
            when announced.orElse(span.length()) != span.length() -> new Sent.Contradictory();
            case ContentRange.Span span ->
                new Sent.Chunk(
                        new UploadChunk<>(OptionalLong.of(span.first()), OptionalLong.of(span.length()), body.bytes()));
        };
    }

    /** Appends the request's body where its {@code Content-Range} says, or at the end if it has none. */
    CompletionStage<HttpResponse> append(Call call, UploadLocation upload, RequestBody body) {
        return switch (sent(call, body)) {
            case Sent.Chunk(var chunk) ->
                sessions.append(upload.id(), owner(call), chunk).thenApply(result -> switch (result) {
                    case AppendResult.Appended(long offset) ->
                        upload.describe(HttpResponse.create().withStatus(StatusCodes.ACCEPTED), offset);
                    case Refusal refusal -> OciRefusals.response(upload, refusal);
                });
            case Sent.Unreadable() -> refuseAtOffset(call, upload, true);
            case Sent.Contradictory() -> refuseAtOffset(call, upload, false);
        };
    }

    private CompletionStage<HttpResponse> refuseAtOffset(Call call, UploadLocation upload, boolean outOfOrder) {
        return sessions.offset(upload.id(), owner(call)).thenApply(offset -> {
            if (offset.isEmpty()) {
                return OciRefusals.uploadUnknown();
            }
            return outOfOrder ? OciRefusals.outOfOrder(upload, offset.get()) : OciRefusals.lengthMismatch();
        });
    }

    /** A whole blob in the request that also begins its upload. No session is left, however that ends. */
    CompletionStage<HttpResponse> single(Call call, Digest digest, RequestBody body) {
        return switch (sent(call, body)) {
            case Sent.Chunk(var chunk) ->
                sessions.upload(owner(call), chunk, digest).thenCompose(result -> switch (result) {
                    case CommitResult.Committed(var _, long size) -> link(call, digest, size);
                    case CommitResult.DigestMismatch(Digest expected, Digest actual) ->
                        Repositories.now(OciRefusals.digestMismatch(expected, actual));
                    case Refusal refusal -> Repositories.now(OciRefusals.responseWithoutSession(refusal));
                });
            case Sent.Unreadable() ->
                Repositories.now(OciRefusals.responseWithoutSession(new Refusal.OffsetMismatch(0)));
            case Sent.Contradictory() -> Repositories.now(OciRefusals.lengthMismatch());
        };
    }

    /** Appends the request's body, closes the session and links its blob into the repository. */
    CompletionStage<HttpResponse> complete(Call call, UploadLocation upload, RequestBody body, Digest digest) {
        return switch (sent(call, body)) {
            case Sent.Chunk(var chunk) ->
                sessions.complete(upload.id(), owner(call), chunk, digest)
                        .thenCompose(result -> committed(call, upload, digest, result));
            case Sent.Unreadable() -> refuseAtOffset(call, upload, true);
            case Sent.Contradictory() -> refuseAtOffset(call, upload, false);
        };
    }

    /** Closes the session and links its blob into the repository. */
    CompletionStage<HttpResponse> commit(Call call, UploadLocation upload, Digest digest) {
        return sessions.commit(upload.id(), owner(call), digest)
                .thenCompose(result -> committed(call, upload, digest, result));
    }

    private CompletionStage<HttpResponse> committed(
            Call call, UploadLocation upload, Digest digest, CommitResult result) {
        return switch (result) {
            case CommitResult.Committed(var _, long size) -> link(call, digest, size);
            case CommitResult.DigestMismatch(Digest expected, Digest actual) ->
                Repositories.now(OciRefusals.digestMismatch(expected, actual));
            case Refusal refusal -> Repositories.now(OciRefusals.response(upload, refusal));
        };
    }

    private CompletionStage<HttpResponse> link(Call call, Digest digest, long size) {
        return gate.storing(
                        call,
                        digest,
                        size,
                        () -> new RepositoryWrite(ports, call)
                                .execute(generation -> new LinkBlob(generation, digest, size)))
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
            case RepositoryWrite.Result.OverQuota over -> OciRefusals.response(over);
        };
    }
}
