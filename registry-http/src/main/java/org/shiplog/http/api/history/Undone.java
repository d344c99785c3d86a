package org.shiplog.http.api.history;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.repository.RepositoryEvent.ManifestDeleted;
import org.shiplog.domain.repository.RepositoryEvent.ManifestPushed;
import org.shiplog.http.api.json.Json;
import org.shiplog.http.api.port.HistoryPorts;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.projections.journal.Change.RepositoryChange;
import org.shiplog.projections.journal.JournalRecord;

/** How an undo ended, and how that is told. */
sealed interface Undone {
    /**
     * It is as it was before.
     *
     * @param persistenceId of the entity that took it back
     * @param position of the entity when it had done so
     */
    record Done(String persistenceId, long position, String requestId) implements Undone {}

    record Refused(Why why, String reason) implements Undone {
        enum Why {
            UNKNOWN,
            /** Known to administrators of the registry only. */
            FOREIGN,
            FORBIDDEN,
            CONFLICT
        }
    }

    int MAX_EVENTS = 100;

    /** @param undone the number of the event that was to be undone */
    default CompletionStage<HttpResponse> response(Principal principal, long undone, HistoryPorts ports) {
        return switch (this) {
            case Done done -> shown(undone, done, ports);
            case Refused refused -> completedFuture(refusal(principal, refused));
        };
    }

    /** Events are numbered one after the other, so that whoever may not know must not learn which ones there are. */
    private static HttpResponse refusal(Principal principal, Refused refused) {
        ApiError forbidden = ApiError.FORBIDDEN;
        boolean knowsAll = principal.administersSystem();
        return switch (refused.why()) {
            case UNKNOWN ->
                knowsAll ? ErrorResponse.of(ApiError.NOT_FOUND, refused.reason()) : ErrorResponse.of(forbidden);
            case FOREIGN ->
                knowsAll ? ErrorResponse.of(ApiError.CONFLICT, refused.reason()) : ErrorResponse.of(forbidden);
            case FORBIDDEN ->
                refused.reason().isEmpty()
                        ? ErrorResponse.of(forbidden)
                        : ErrorResponse.of(forbidden, refused.reason());
            case CONFLICT -> ErrorResponse.of(ApiError.CONFLICT, refused.reason());
        };
    }

    /** The events that took it back; of several, the one by which they are undone in turn. */
    private static CompletionStage<HttpResponse> shown(long undone, Done done, HistoryPorts ports) {
        return ports.events()
                .find(done.persistenceId(), done.position())
                .thenCompose(last -> last.filter(
                                record -> record.provenance().undoes().equals(Optional.of(undone))
                                        && record.provenance().requestId().equals(done.requestId()))
                        .map(record -> ports.events()
                                .around(
                                        record,
                                        provenance -> provenance.requestId().equals(done.requestId()),
                                        MAX_EVENTS))
                        .orElseGet(() -> completedFuture(List.of())))
                .thenApply(events -> body(undone, events));
    }

    private static HttpResponse body(long undone, List<JournalRecord> events) {
        ObjectNode body = Json.object().put("undoes", undone).put("changed", !events.isEmpty());
        main(events).ifPresent(event -> body.put("event", event.offset().ordering()));
        ArrayNode all = body.putArray("events");
        events.stream()
                .limit(MAX_EVENTS)
                .forEach(event -> all.add(event.offset().ordering()));
        return Json.ok(body);
    }

    private static Optional<JournalRecord> main(List<JournalRecord> events) {
        return events.stream()
                .filter(event -> event.change() instanceof RepositoryChange(var _, var of)
                        && (of instanceof ManifestPushed || of instanceof ManifestDeleted))
                .findFirst()
                .or(() -> events.stream().findFirst());
    }
}
