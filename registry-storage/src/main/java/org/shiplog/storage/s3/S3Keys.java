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
 * ├── archive/&lt;name&gt;              a file that others read
 * └── uploads/&lt;uuid&gt;/&lt;fence&gt;.&lt;n&gt;   a piece of a segment of an upload; n counts from 0
 * </pre>
 */
final class S3Keys {
    private final String blobs;
    private final String uploads;
    private final String archive;

    S3Keys(String prefix) {
        String root = prefix.isEmpty() ? "" : prefix + "/";
        this.blobs = root + "blobs/";
        this.uploads = root + "uploads/";
        this.archive = root + "archive/";
    }

    /** What the keys of all blobs begin with. */
    String blobs() {
        return blobs;
    }

    /** @param name of the form of {@link org.shiplog.storage.archive.Archive#NAME} */
    String archived(String name) {
        return archive + name;
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

    String piece(Piece piece) {
        return segment(piece.segment()) + piece.number();
    }

    /** Which upload the object belongs to; empty for what is none of ours. */
    Optional<UploadId> uploadOf(String key) {
        int end = key.startsWith(uploads) ? key.indexOf('/', uploads.length()) : -1;
        return end < 0 ? Optional.empty() : UploadId.parse(key.substring(uploads.length(), end));
    }

    /** A part of a segment that is an object of its own. */
    record Piece(Segment.Key segment, int number) {}

    /** Which piece the object is; empty for what is none of ours. */
    Optional<Piece> pieceOf(String key) {
        return uploadOf(key).flatMap(upload -> {
            String[] numbers = key.substring(upload(upload).length()).split("\\.", -1);
            try {
                Piece piece = new Piece(
                        new Segment.Key(upload, Long.parseLong(numbers[0])),
                        Integer.parseInt(numbers[numbers.length - 1]));
                return piece(piece).equals(key) ? Optional.of(piece) : Optional.empty();
            } catch (NumberFormatException notAPiece) {
                return Optional.empty();
            }
        });
    }
}
