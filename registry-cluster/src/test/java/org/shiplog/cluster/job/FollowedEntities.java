package org.shiplog.cluster.job;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import javax.sql.DataSource;
import org.shiplog.domain.aggregate.Aggregate;
import org.shiplog.domain.aggregate.Decision;
import org.shiplog.domain.aggregate.Entities;
import org.shiplog.domain.aggregate.Outcome;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.aggregate.Query;
import org.shiplog.projections.journal.Change;
import org.shiplog.projections.journal.JournalOffset;
import org.shiplog.projections.journal.JournalRecord;
import org.shiplog.projections.readmodel.ReadModel;

/** Entities in memory whose events are in the tables of a read model at once. */
public final class FollowedEntities<I, S, C, E, F> implements Entities<I, S, C, F> {
    private static final AtomicLong ORDERING = new AtomicLong();

    private final Aggregate<S, C, E, F> rules;
    private final BiFunction<I, E, Change> change;
    private final ReadModel model;
    private final DataSource database;
    private final Map<I, S> states = new ConcurrentHashMap<>();

    public FollowedEntities(
            Aggregate<S, C, E, F> rules, BiFunction<I, E, Change> change, ReadModel model, DataSource database) {
        this.rules = rules;
        this.change = change;
        this.model = model;
        this.database = database;
    }

    @Override
    public synchronized CompletionStage<Outcome<F>> execute(I id, C command, Provenance provenance) {
        S before = states.getOrDefault(id, rules.initial());
        return CompletableFuture.completedFuture(
                switch (rules.decide(before, command)) {
                    case Decision.Refused<E, F>(F refusal) -> new Outcome.Refused<F>(refusal);
                    case Decision.Accepted<E, F>(List<E> events) -> {
                        S after = before;
                        List<JournalRecord> records = new ArrayList<>();
                        for (E event : events) {
                            after = rules.evolve(after, event);
                            long ordering = ORDERING.incrementAndGet();
                            records.add(new JournalRecord(
                                    new JournalOffset(ordering, ordering),
                                    id.toString(),
                                    ordering,
                                    change.apply(id, event),
                                    provenance));
                        }
                        states.put(id, after);
                        follow(records);
                        yield new Outcome.Accepted<F>(ORDERING.get());
                    }
                });
    }

    private void follow(List<JournalRecord> records) {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            model.apply(connection, records);
            connection.commit();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public <R> CompletionStage<R> query(I id, Query<S, R> query) {
        return CompletableFuture.completedFuture(query.answer(state(id)));
    }

    public S state(I id) {
        return states.getOrDefault(id, rules.initial());
    }
}
