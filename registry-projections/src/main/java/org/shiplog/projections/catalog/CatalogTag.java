package org.shiplog.projections.catalog;

import java.time.Instant;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.Tag;

/** A tag and what it stands for since when. */
public record CatalogTag(Tag name, Digest digest, Instant pushedAt) {}
