package org.shiplog.storage.s3;

import java.util.Optional;
import org.shiplog.domain.oci.Digest;
import org.shiplog.storage.blob.Segment;
import org.shiplog.storage.blob.UploadId;

/**
 * The names of objects.
 *
 * <pre>
 * prefix/
 * ├── blobs/sha256/ab/&lt;64 hex&gt;     a blob, complete once it is here
 * └── uploads/&lt;uuid&gt;/&lt;fence&gt;.&lt;n&gt;   a piece of a segment of an upload; n counts from 0
 * </pre>
 */
final class S3Keys {
    private final String blobs;
    private final String uploads;

    S3Keys(String prefix) {
        String root = prefix.isEmpty() ? "" : prefix + "/";
        this.blobs = root + "blobs/";
        this.uploads = root + "uploads/";
    }

    /** What the keys of all blobs begin with. */
    String blobs() {
        return blobs;
    }

    /** What the keys of all pieces begin with. */
    String uploads() {
        return uploads;
    }

    /** Only a digest that can be computed names an object; its characters are then known to be harmless in a key. */
    String blob(Digest digest) {
        if (digest.computable().isEmpty()) {
            throw new IllegalArgumentException("nothing can be stored under " + digest);
        }
        String hex = digest.encoded();
        return blobs + digest.algorithm() + "/" + hex.substring(0, 2) + "/" + hex;
    }

    /** What the keys of an upload's pieces begin with. */
    String upload(UploadId upload) {
        return uploads + upload + "/";
    }

    /** What the keys of a segment's pieces begin with. */
    String segment(Segment.Key segment) {
        return upload(segment.upload()) + segment.fence() + ".";
    }

    String piece(Segment.Key segment, int number) {
        return segment(segment) + number;
    }

    /** Which upload the object belongs to; empty for what is none of ours. */
    Optional<UploadId> uploadOf(String key) {
        int end = key.startsWith(uploads) ? key.indexOf('/', uploads.length()) : -1;
        return end < 0 ? Optional.empty() : UploadId.parse(key.substring(uploads.length(), end));
    }

    /** The number of a piece of the segment; empty for what is none. */
    Optional<Integer> pieceNumber(Segment.Key segment, String key) {
        String prefix = segment(segment);
        if (!key.startsWith(prefix)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Integer.parseUnsignedInt(key, prefix.length(), key.length(), 10));
        } catch (NumberFormatException notAPiece) {
            return Optional.empty();
        }
    }
}
