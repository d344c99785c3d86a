package org.shiplog.domain.aggregate;

/** An event as it is kept: what happened, and who caused it. */
public record Recorded<E>(E event, Provenance provenance) {}
