package org.shiplog.http.api.readmodel;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.shiplog.http.route.Positions;
import org.shiplog.http.route.Route;
import org.shiplog.projections.readmodel.ReadModel;
import org.shiplog.projections.readmodel.ReadModelWaits;
import org.shiplog.projections.readmodel.ReadModelWaits.Awaited;
import org.shiplog.projections.readmodel.ReadPosition;
import org.shiplog.projections.readmodel.SealedPositions;
import org.shiplog.projections.readmodel.SealedPositions.Position;

/** Places in the journal, for routes whose answers come from read models. */
public final class JournalPositions implements Positions {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** The operation waits for the journal's end itself; this is for saying how far that is. */
    private static final Duration MOMENT = Duration.ofMillis(500);

    /** More entities than that are not named one by one: answers' headers have their limits. */
    private static final int MOST_NAMED = 16;

    private final ReadModelWaits waits;
    private final SealedPositions texts;

    public JournalPositions(ReadModelWaits waits, SealedPositions texts) {
        this.waits = waits;
        this.texts = texts;
    }

    @Override
    public CompletionStage<Optional<String>> after(Map<String, Long> lastEvents) {
        return lastEvents.size() <= MOST_NAMED
                ? CompletableFuture.completedStage(Optional.of(texts.text(new Position.Writes(lastEvents))))
                : waits.behind(lastEvents).thenApply(place -> place.map(this::text));
    }

    @Override
    public CompletionStage<Standing> await(Route route, Optional<String> place) {
        List<ReadModel> models = RouteReads.of(route);
        Optional<Position> position = place.flatMap(texts::parse);
        if (place.isPresent() && position.isEmpty()) {
            return CompletableFuture.completedStage(new Standing.Unknown());
        }
        if (models.isEmpty()) {
            return CompletableFuture.completedStage(new Standing.Ready(Optional.empty()));
        }
        return waits.await(models, position, place.isPresent() ? PATIENCE : MOMENT)
                .thenApply(awaited -> switch (awaited) {
                    case Awaited.There(ReadPosition there) -> ready(there);
                    case Awaited.Late(ReadPosition there) -> place.isPresent() ? new Standing.Late() : ready(there);
                    case Awaited.Unknown _ -> new Standing.Unknown();
                });
    }

    private Standing ready(ReadPosition position) {
        return new Standing.Ready(Optional.of(text(position)));
    }

    private String text(ReadPosition position) {
        return texts.text(new Position.Read(position));
    }
}
