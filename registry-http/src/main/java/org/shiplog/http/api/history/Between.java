package org.shiplog.http.api.history;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.http.javadsl.model.Query;
import org.shiplog.projections.history.Difference;

/** Two times, the first one before the second. */
record Between(Instant from, Instant to) {
    static final String NEEDED =
            "needs from and to, past times such as 2026-11-01T12:00:00Z, the first one before the second,"
                    + " and may have page and page_size";

    /** Empty when the request has no such times, or anything else. */
    static Optional<Between> of(Query query, Instant now) {
        Optional<Instant> from = PastRequest.time(query, "from", now);
        Optional<Instant> to = PastRequest.time(query, "to", now);
        return PastRequest.hasOnly(query, Set.of("from", "to"))
                        && from.isPresent()
                        && to.filter(from.get()::isBefore).isPresent()
                ? Optional.of(new Between(from.get(), to.get()))
                : Optional.empty();
    }

    ObjectNode body(ObjectNode body, List<Difference> differences) {
        body.put("from", from.toString()).put("to", to.toString());
        ArrayNode rows = body.putArray("differences");
        differences.forEach(difference -> row(rows.addObject(), difference));
        return body;
    }

    private static void row(ObjectNode row, Difference difference) {
        row.put("repository", difference.repository().value())
                .put("change", change(difference))
                .put(difference.kind().name().toLowerCase(Locale.ROOT), difference.name());
        if (difference.kind() == Difference.Kind.TAG) {
            difference.from().ifPresent(digest -> row.put("from", digest.toString()));
            difference.to().ifPresent(digest -> row.put("to", digest.toString()));
        }
    }

    private static String change(Difference difference) {
        if (difference.from().isEmpty()) {
            return "added";
        }
        return difference.to().isEmpty() ? "removed" : "moved";
    }
}
