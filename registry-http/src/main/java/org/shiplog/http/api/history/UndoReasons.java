package org.shiplog.http.api.history;

import java.util.Optional;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.Tag;
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

/** Why a repository does not take something back. */
final class UndoReasons {
    private UndoReasons() {}

    static String of(RepositoryRefusal refusal) {
        return switch (refusal) {
            case TagChangedSince(Tag tag, Optional<Digest> expected, Optional<Digest> found) ->
                "tag " + tag + " was changed since: expected " + text(expected) + ", found " + text(found);
            case DescriptionChangedSince _ -> "the repository was described anew since";
            case LabelAttached _ -> "the label is on the artifact already";
            case LabelNotAttached _ -> "the label is not on the artifact any more";
            case ManifestTaggedSince(Digest digest, Tag tag) -> "tag " + tag + " was given to " + digest + " since";
            case ManifestUnknown(Digest digest) -> digest + " is not there any more; undo its deletion first";
            case BlobSizeMismatch(Digest digest, long _, long _) -> "blob " + digest + " is there in another size";
            case GenerationRetired _ -> "the repository was deleted since; undo that first";
            case BlobUnknown _,
                    BlobInUse _,
                    TagUnknown _,
                    TagTaken _,
                    TagReserved _,
                    ManifestBlobsUnknown _,
                    RepositoryNotEmpty _ -> throw new IllegalStateException("no answer to an undo: " + refusal);
        };
    }

    private static String text(Optional<Digest> digest) {
        return digest.map(Digest::toString).orElse("nothing");
    }
}
