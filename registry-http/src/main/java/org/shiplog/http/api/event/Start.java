package org.shiplog.http.api.event;

import java.util.Optional;
import org.shiplog.projections.feed.Cursors;
import org.shiplog.projections.journal.JournalBounds;
import org.shiplog.projections.journal.JournalOffset;

/** Where a reader wants to begin. */
sealed interface Start {
    /** With the first event that there is. */
    record Earliest() implements Start {}

    /** With what comes. */
    record Latest() implements Start {}

    /** After that place. */
    record After(JournalOffset place) implements Start {}

    /** Empty when the text is no cursor. */
    static Optional<Start> parse(String text, Cursors cursors) {
        return switch (text) {
            case "0", "earliest" -> Optional.of(new Earliest());
            case "latest" -> Optional.of(new Latest());
            default -> cursors.parse(text).map(After::new);
        };
    }

    default Place in(JournalBounds bounds) {
        return switch (this) {
            case Earliest _ -> new Place.Found(bounds.beginning());
            case Latest _ -> new Place.Found(bounds.end());
            case After(JournalOffset place) -> {
                if (bounds.isBefore(place)) {
                    yield new Place.Beyond();
                }
                yield bounds.isAfter(place) ? new Place.Gone(bounds.beginning()) : new Place.Found(place);
            }
        };
    }

    sealed interface Place {
        record Found(JournalOffset place) implements Place {}

        /** No reader has come as far. */
        record Beyond() implements Place {}

        /** @param oldest from where on there is everything */
        record Gone(JournalOffset oldest) implements Place {}
    }
}
