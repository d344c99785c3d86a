package org.shiplog.cluster.fsck;

import org.shiplog.projections.readmodel.Reach;

/**
 * How a check of the stores ended.
 *
 * @param reach up to where the journal was looked at
 * @param checked how many blobs and manifests were read, {@code bytes} together
 */
public record StoreReport(Reach reach, long checked, long bytes, long findings) {
    /** Whether all that was asked for was looked at, and is right. */
    public boolean proven() {
        return findings == 0 && reach.complete();
    }
}
