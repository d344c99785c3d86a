package org.shiplog.projections.catalog;

import org.shiplog.domain.oci.Digest;
import org.shiplog.projections.directory.DirectoryLabel;

/** A label that is on an artifact. */
public record MarkedArtifact(Digest digest, DirectoryLabel label) {}
