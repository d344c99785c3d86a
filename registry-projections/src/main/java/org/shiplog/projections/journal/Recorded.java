package org.shiplog.projections.journal;

import org.shiplog.domain.aggregate.Provenance;

/** A decoded payload: the domain event, and who caused it. */
public record Recorded(Object event, Provenance provenance) {}
