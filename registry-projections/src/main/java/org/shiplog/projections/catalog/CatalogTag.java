package org.shiplog.projections.catalog;

import java.time.Instant;
import java.util.Optional;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.Tag;

/**
 * A tag and what it stands for since when.
 *
 * @param pulls by this tag
 * @param pulledAt when last by this tag; empty when never
 */
public record CatalogTag(Tag name, Digest digest, Instant pushedAt, long pulls, Optional<Instant> pulledAt) {}
