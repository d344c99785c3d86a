package org.shiplog.http.oci;

import java.util.List;
import java.util.Map;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.project.ProjectEvent.StorageLimitReached;
import org.shiplog.domain.project.ProjectRefusal;
import org.shiplog.domain.project.ProjectRefusal.ChangedSince;
import org.shiplog.domain.project.ProjectRefusal.MemberExists;
import org.shiplog.domain.project.ProjectRefusal.MemberUnknown;
import org.shiplog.domain.project.ProjectRefusal.MetadataExists;
import org.shiplog.domain.project.ProjectRefusal.ProjectExists;
import org.shiplog.domain.project.ProjectRefusal.ProjectNotEmpty;
import org.shiplog.domain.project.ProjectRefusal.ProjectUnknown;
import org.shiplog.domain.project.ProjectRefusal.TooManyMembers;
import org.shiplog.domain.repository.RepositoryRefusal;
import org.shiplog.domain.repository.RepositoryRefusal.BlobInUse;
import org.shiplog.domain.repository.RepositoryRefusal.BlobSizeMismatch;
import org.shiplog.domain.repository.RepositoryRefusal.BlobUnknown;
import org.shiplog.domain.repository.RepositoryRefusal.DescriptionChangedSince;
import org.shiplog.domain.repository.RepositoryRefusal.GenerationRetired;
import org.shiplog.domain.repository.RepositoryRefusal.LabelAttached;
import org.shiplog.domain.repository.RepositoryRefusal.LabelNotAttached;
import org.shiplog.domain.repository.RepositoryRefusal.ManifestBlobsUnknown;
import org.shiplog.domain.repository.RepositoryRefusal.ManifestTaggedSince;
import org.shiplog.domain.repository.RepositoryRefusal.ManifestUnknown;
import org.shiplog.domain.repository.RepositoryRefusal.RepositoryNotEmpty;
import org.shiplog.domain.repository.RepositoryRefusal.TagChangedSince;
import org.shiplog.domain.repository.RepositoryRefusal.TagReserved;
import org.shiplog.domain.repository.RepositoryRefusal.TagTaken;
import org.shiplog.domain.repository.RepositoryRefusal.TagUnknown;
import org.shiplog.http.route.ApiError;
import org.shiplog.storage.blob.UploadSessions.Refusal;

/** How each refusal of the domain and the storage is told to clients. */
final class OciRefusals {
    private OciRefusals() {}

    static HttpResponse response(RepositoryRefusal refusal) {
        return switch (refusal) {
            // The repository went while the request was under way, and again on each attempt to bring it back.
            case GenerationRetired _ -> OciError.of(ApiError.NAME_UNKNOWN).response();
            case BlobUnknown(Digest digest) ->
                about(ApiError.BLOB_UNKNOWN, digest).response();
            case BlobInUse(Digest digest, int manifests) ->
                new OciError(
                                ApiError.UNSUPPORTED,
                                "the blob is needed by " + manifests
                                        + " manifest(s) of the repository; delete those first",
                                detail(digest))
                        .response();
            case ManifestUnknown(Digest digest) ->
                about(ApiError.MANIFEST_UNKNOWN, digest).response();
            case TagUnknown(var tag) ->
                new OciError(ApiError.MANIFEST_UNKNOWN, "tag unknown to this repository", Map.of("tag", tag.value()))
                        .response();
            case TagTaken(var tag, Digest digest) ->
                new OciError(
                                ApiError.DENIED,
                                "the tag stands for another manifest, and you may only push new tags",
                                Map.of("tag", tag.value(), "digest", digest.toString()))
                        .response();
            case TagReserved(var tag) -> PastManifests.reserved(tag).response();
            case TagChangedSince(var tag, var _, var _) ->
                new OciError(ApiError.DENIED, "the tag was changed meanwhile", Map.of("tag", tag.value())).response();
            case ManifestTaggedSince(Digest digest, var _) ->
                new OciError(ApiError.DENIED, "the manifest was tagged meanwhile", detail(digest)).response();
            case LabelAttached _, LabelNotAttached _, DescriptionChangedSince _ ->
                OciError.of(ApiError.UNSUPPORTED).response();
            case ManifestBlobsUnknown(List<Digest> missing) ->
                OciError.response(missing.stream()
                        .map(digest -> about(ApiError.MANIFEST_BLOB_UNKNOWN, digest))
                        .toList());
            case BlobSizeMismatch(Digest digest, long declared, long actual) ->
                new OciError(
                                ApiError.MANIFEST_INVALID,
                                "the manifest says that a blob has " + declared + " bytes, but it has " + actual,
                                detail(digest))
                        .response();
            case RepositoryNotEmpty _ ->
                OciError.of(ApiError.UNSUPPORTED, "the repository is not empty").response();
        };
    }

    static HttpResponse response(ProjectRefusal refusal) {
        return switch (refusal) {
            case ProjectUnknown _ ->
                OciError.of(ApiError.NAME_UNKNOWN, "the project does not exist").response();
            case ProjectExists _,
                    ProjectNotEmpty _,
                    MetadataExists _,
                    MemberExists _,
                    MemberUnknown _,
                    TooManyMembers _,
                    ChangedSince _ -> OciError.of(ApiError.UNSUPPORTED).response();
        };
    }

    static HttpResponse response(RepositoryWrite.Result.OverQuota over) {
        return OciError.of(ApiError.DENIED, StorageLimitReached.excess(over.adding(), over.taken(), over.limit()))
                .response();
    }

    static HttpResponse response(UploadLocation upload, Refusal refusal) {
        return switch (refusal) {
            case Refusal.SessionUnknown() -> uploadUnknown();
            case Refusal.SessionBusy(long offset) ->
                upload.describe(
                        OciError.of(ApiError.BLOB_UPLOAD_OUT_OF_ORDER, "another request is writing to this upload")
                                .response(),
                        offset);
            case Refusal.OffsetMismatch(long offset) -> outOfOrder(upload, offset);
            case Refusal.LengthMismatch _ -> lengthMismatch();
            case Refusal.TooManyParts _ ->
                OciError.of(ApiError.BLOB_UPLOAD_INVALID, "too many parts; begin again with larger ones")
                        .response();
        };
    }

    /** When there is no session that the client could go on with. */
    static HttpResponse responseWithoutSession(Refusal refusal) {
        return switch (refusal) {
            case Refusal.OffsetMismatch _, Refusal.SessionBusy _ ->
                OciError.of(ApiError.BLOB_UPLOAD_OUT_OF_ORDER).response();
            case Refusal.SessionUnknown _ -> uploadUnknown();
            case Refusal.LengthMismatch _ -> lengthMismatch();
            case Refusal.TooManyParts _ ->
                OciError.of(ApiError.BLOB_UPLOAD_INVALID).response();
        };
    }

    static HttpResponse uploadUnknown() {
        return OciError.of(ApiError.BLOB_UPLOAD_UNKNOWN).response();
    }

    static HttpResponse lengthMismatch() {
        return OciError.of(ApiError.SIZE_INVALID).response();
    }

    static HttpResponse digestMismatch(Digest expected, Digest actual) {
        return new OciError(
                        ApiError.DIGEST_INVALID,
                        "the content does not have the digest",
                        Map.of("expected", expected.toString(), "actual", actual.toString()))
                .response();
    }

    /** The chunk does not begin where the upload ends; the answer says where that is. */
    static HttpResponse outOfOrder(UploadLocation upload, long offset) {
        return upload.describe(OciError.of(ApiError.BLOB_UPLOAD_OUT_OF_ORDER).response(), offset);
    }

    private static OciError about(ApiError error, Digest digest) {
        return new OciError(error, error.message(), detail(digest));
    }

    private static Map<String, String> detail(Digest digest) {
        return Map.of("digest", digest.toString());
    }
}
