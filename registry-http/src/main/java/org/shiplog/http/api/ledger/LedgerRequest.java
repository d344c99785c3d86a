package org.shiplog.http.api.ledger;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.pekko.http.javadsl.model.Query;
import org.shiplog.http.api.json.ListRequest;
import org.shiplog.http.route.Call;
import org.shiplog.projections.ledger.LedgerQueries.EventName;

/** Reads what requests to the ledger ask for. */
final class LedgerRequest {
    static final String EVENT_NEEDED = "needs either event, an id of the audit log, or entity and sequence_number";
    static final String SIZES_NEEDED = "needs from and to, numbers of events with 1 <= from <= to";

    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,17}");
    private static final int MAX_ENTITY = 320;

    private LedgerRequest() {}

    /** Two sizes of the tree, at least 1 and in order. */
    record Sizes(long from, long to) {}

    static boolean hasNoParameters(Call call) {
        return query(call).toMap().isEmpty();
    }

    static Optional<EventName> event(Call call) {
        Query query = query(call);
        if (hasOnly(query, Set.of("event"))) {
            return number(query, "event").map(EventName.ById::new);
        }
        Optional<String> entity = query.get("entity")
                .filter(name -> !name.isEmpty() && name.length() <= MAX_ENTITY && name.indexOf('\0') < 0);
        return hasOnly(query, Set.of("entity", "sequence_number"))
                ? entity.flatMap(name -> number(query, "sequence_number")
                        .map(sequenceNumber -> new EventName.OfEntity(name, sequenceNumber)))
                : Optional.empty();
    }

    static Optional<Sizes> sizes(Call call) {
        Query query = query(call);
        return hasOnly(query, Set.of("from", "to"))
                ? number(query, "from")
                        .flatMap(from ->
                                number(query, "to").filter(to -> from <= to).map(to -> new Sizes(from, to)))
                : Optional.empty();
    }

    private static Query query(Call call) {
        return ListRequest.query(call.request());
    }

    private static Optional<Long> number(Query query, String name) {
        return query.get(name).filter(text -> NUMBER.matcher(text).matches()).map(Long::parseLong);
    }

    /** Whether there are exactly these, each once. */
    private static boolean hasOnly(Query query, Set<String> names) {
        return query.toList().size() == names.size() && query.toMap().keySet().equals(names);
    }
}
