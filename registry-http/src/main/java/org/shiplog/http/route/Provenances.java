package org.shiplog.http.route;

import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.identity.Principal;

/** Notes who sent a request, for the events that come of it. */
public final class Provenances {
    private static final int MAX_USER_AGENT = 256;

    private Provenances() {}

    /** Under a command id of its own. */
    public static Provenance of(HttpRequest request, Arrival arrival, Principal principal) {
        String userAgent = request.getHeader("User-Agent")
                .map(header -> clean(header.value()))
                .orElse("");
        return new Provenance(
                principal.id(),
                arrival.at().truncatedTo(ChronoUnit.MICROS),
                arrival.clientAddress(),
                userAgent,
                arrival.requestId(),
                UUID.randomUUID().toString());
    }

    /** Whoever prints the log or the audit trail must not have their terminal steered by a client. */
    private static String clean(String text) {
        StringBuilder kept = new StringBuilder();
        text.codePoints()
                .filter(c -> switch (Character.getType(c)) {
                    case Character.CONTROL,
                            Character.FORMAT,
                            Character.SURROGATE,
                            Character.LINE_SEPARATOR,
                            Character.PARAGRAPH_SEPARATOR -> false;
                    default -> true;
                })
                .limit(MAX_USER_AGENT)
                .forEach(kept::appendCodePoint);
        return kept.toString();
    }
}
