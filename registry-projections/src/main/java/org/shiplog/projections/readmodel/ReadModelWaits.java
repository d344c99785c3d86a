package org.shiplog.projections.readmodel;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.shiplog.projections.journal.JournalOffset;
import org.shiplog.projections.journal.SliceRange;
import org.shiplog.projections.query.BlockingQueries;
import org.shiplog.projections.readmodel.SealedPositions.Position;

/** Leads reads of read models to where a write ended, or another read was. */
public final class ReadModelWaits {
    // The primary key.
    private static final String OFFSET = """
        SELECT transaction_id, ordering FROM event_journal WHERE persistence_id = ? AND sequence_number = ?
        """;

    private final Freshness freshness;
    private final BlockingQueries queries;

    /** @param blocking where statements run; never Pekko's default dispatcher */
    public ReadModelWaits(DataSource database, Freshness freshness, Executor blocking) {
        this.freshness = freshness;
        this.queries = new BlockingQueries(database, blocking);
    }

    /** How a wait ended. */
    public sealed interface Awaited {
        /** @param position of the read models together, from which a query that is run now starts at least */
        record There(ReadPosition position) implements Awaited {}

        /** Not in time. */
        record Late(ReadPosition position) implements Awaited {}

        /** A write that this journal knows nothing of, as after a restore of an earlier state. */
        record Unknown() implements Awaited {}
    }

    /** Waits until the read models have come to the position; without one, to the journal's end as it is now. */
    public CompletionStage<Awaited> await(List<ReadModel> models, Optional<Position> position, Duration atMost) {
        if (position.isEmpty()) {
            return await(models, _ -> Map.of(), atMost);
        }
        return resolve(position.get())
                .thenCompose(place -> place.isEmpty()
                        ? CompletableFuture.completedStage(new Awaited.Unknown())
                        : await(models, place.get()::targets, atMost));
    }

    private interface Targets {
        Map<String, JournalOffset> of(List<SliceRange> ranges);
    }

    private CompletionStage<Awaited> await(List<ReadModel> models, Targets targets, Duration atMost) {
        CompletionStage<Awaited> all = CompletableFuture.completedStage(
                new Awaited.There(new ReadPosition(List.of(new ReadPosition.Mark(SliceRange.ALL, JournalOffset.END)))));
        for (ReadModel model : models) {
            CompletionStage<Awaited> one = freshness
                    .await(model.name(), model.ranges(), targets.of(model.ranges()), atMost)
                    .thenApply(standings -> {
                        ReadPosition reached = ReadPosition.of(model.ranges(), standings);
                        return standings.reached() ? new Awaited.There(reached) : new Awaited.Late(reached);
                    });
            all = all.thenCombine(one, ReadModelWaits::both);
        }
        return all;
    }

    private static Awaited both(Awaited first, Awaited second) {
        return switch (first) {
            case Awaited.Unknown unknown -> unknown;
            case Awaited.Late(ReadPosition position) -> new Awaited.Late(position.and(position(second)));
            case Awaited.There(ReadPosition position) ->
                switch (second) {
                    case Awaited.Unknown unknown -> unknown;
                    case Awaited.Late(ReadPosition other) -> new Awaited.Late(position.and(other));
                    case Awaited.There(ReadPosition other) -> new Awaited.There(position.and(other));
                };
        };
    }

    private static ReadPosition position(Awaited awaited) {
        return switch (awaited) {
            case Awaited.There(ReadPosition position) -> position;
            case Awaited.Late(ReadPosition position) -> position;
            case Awaited.Unknown _ -> new ReadPosition(List.of());
        };
    }

    /** The place behind all of these events, each the last of its entity; empty when one of them is not in the journal. */
    public CompletionStage<Optional<ReadPosition>> behind(Map<String, Long> lastEvents) {
        return resolve(new Position.Writes(lastEvents)).thenApply(place -> place.map(ReadPosition::coarse));
    }

    private CompletionStage<Optional<ReadPosition>> resolve(Position position) {
        return switch (position) {
            case Position.Read(ReadPosition read) -> CompletableFuture.completedStage(Optional.of(read));
            case Position.Writes(Map<String, Long> lastEvents) ->
                queries.run(connection -> find(connection, lastEvents));
        };
    }

    private static Optional<ReadPosition> find(Connection connection, Map<String, Long> lastEvents)
            throws SQLException {
        List<ReadPosition.Mark> marks = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(OFFSET)) {
            for (Map.Entry<String, Long> last : lastEvents.entrySet()) {
                statement.setString(1, last.getKey());
                statement.setLong(2, last.getValue());
                try (ResultSet row = statement.executeQuery()) {
                    if (!row.next()) {
                        return Optional.empty();
                    }
                    marks.add(new ReadPosition.Mark(
                            SliceRange.of(last.getKey()), new JournalOffset(row.getLong(1), row.getLong(2))));
                }
            }
        }
        return Optional.of(new ReadPosition(marks));
    }
}
