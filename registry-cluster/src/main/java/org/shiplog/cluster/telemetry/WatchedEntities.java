package org.shiplog.cluster.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.shiplog.cluster.telemetry.WatchedOperation.Part;
import org.shiplog.domain.aggregate.Entities;
import org.shiplog.domain.aggregate.EntityUnavailableException;
import org.shiplog.domain.aggregate.Outcome;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.aggregate.Query;

/** Entities whose answers are measured, wherever in the cluster they live. */
public final class WatchedEntities<I, S, C, F> implements Entities<I, S, C, F> {
    private final Entities<I, S, C, F> entities;
    private final WatchedOperation command;
    private final WatchedOperation query;

    public WatchedEntities(
            Entities<I, S, C, F> entities, String kind, MeterRegistry registry, Optional<Tracing> tracing) {
        this.entities = entities;
        Part part = new Part(registry, "shiplog.entity.ask", "entity", EntityUnavailableException.class, tracing);
        Tag label = kindLabel(kind);
        this.command = part.operation("command", label);
        this.query = part.operation("query", label);
    }

    static Tag kindLabel(String kind) {
        return Tag.of("kind", kind.toLowerCase(Locale.ROOT));
    }

    @Override
    public CompletionStage<Outcome<F>> execute(I id, C command, Provenance provenance) {
        return this.command.run(() -> entities.execute(id, command, provenance));
    }

    @Override
    public <R> CompletionStage<R> query(I id, Query<S, R> query) {
        return this.query.run(() -> entities.query(id, query));
    }
}
