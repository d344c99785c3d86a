package org.shiplog.storage.blob;

import java.util.List;
import org.shiplog.domain.oci.Digest;

/** What becomes of a segment when all of its bytes have come. */
public sealed interface SegmentFate {
    /** It stays until it is discarded. */
    record Keep() implements SegmentFate {}

    /** It becomes the end of a blob that has the digest, and is no segment any more. */
    record Publish(List<Segment> before, Digest digest) implements SegmentFate {
        public Publish {
            before = List.copyOf(before);
        }
    }

    /** Nothing is kept of it. */
    record Drop() implements SegmentFate {}
}
