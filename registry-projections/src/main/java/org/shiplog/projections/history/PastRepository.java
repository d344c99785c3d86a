package org.shiplog.projections.history;

import org.shiplog.domain.oci.RepositoryName;

/** A repository as its project had it at a time. */
public record PastRepository(RepositoryName name, long artifacts, long tags) {}
