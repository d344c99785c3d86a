package org.shiplog.projections.holding;

import org.shiplog.domain.oci.Digest;

/**
 * Bytes that at least one live repository needs.
 *
 * @param manifest whether they are a manifest, which the database keeps, and not a blob
 * @param size in bytes, as it was recorded
 */
public record Holding(Digest digest, boolean manifest, long size) {}
