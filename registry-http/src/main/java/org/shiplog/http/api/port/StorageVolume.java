package org.shiplog.http.api.port;

import java.util.concurrent.CompletionStage;

/** Where the registry keeps blobs. */
public interface StorageVolume {
    /** What kind of storage it is, in Harbor's words: {@code filesystem} or {@code s3}. */
    String provider();

    CompletionStage<Space> space();

    /** In bytes; zero for a storage that has no limit of its own. */
    record Space(long total, long free) {
        public static final Space UNLIMITED = new Space(0, 0);
    }
}
