package org.shiplog.projections.catalog;

import java.time.Instant;
import org.shiplog.domain.oci.Digest;

/**
 * Something that belongs to another artifact: a signature, a bill of materials.
 *
 * @param type in Harbor's words, {@code signature.cosign}
 * @param size in bytes
 */
public record CatalogAccessory(Digest digest, Digest subject, String type, long size, Instant pushedAt) {
    /** The type of an image's other form, which starts faster. */
    public static final String ACCELERATOR = "accelerator.nydus";
}
