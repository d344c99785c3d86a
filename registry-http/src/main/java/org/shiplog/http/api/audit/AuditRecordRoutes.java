package org.shiplog.http.api.audit;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.Query;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.shiplog.http.api.json.Json;
import org.shiplog.http.api.json.ListRequest;
import org.shiplog.http.api.port.AuditTrail;
import org.shiplog.http.audit.AuditFormat;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.http.route.PathTemplate;
import org.shiplog.http.route.Route;
import org.shiplog.projections.audit.AuditCursor;
import org.shiplog.projections.audit.AuditPage;
import org.shiplog.projections.audit.AuditPage.Found;
import org.shiplog.projections.audit.AuditRow;
import org.shiplog.projections.audit.AuditScope;
import org.shiplog.projections.query.ListQuery;

/**
 * The audit log with all that it holds: in pages that one reads on from where one was, and as one file. Whoever asks finds what they
 * find in the older lists.
 */
public final class AuditRecordRoutes {
    private static final int DEFAULT_LIMIT = 100;
    private static final Set<String> PAGE_PARAMETERS = Set.of("q", "after", "limit", "order");
    private static final Set<String> EXPORT_PARAMETERS = Set.of("q", "format");

    private final AuditTrail trail;

    public AuditRecordRoutes(AuditTrail trail) {
        this.trail = trail;
    }

    public List<Route> routes() {
        return List.of(
                new Route(
                        "listAuditRecords",
                        HttpMethods.GET,
                        PathTemplate.of("/api/shiplog/v1/audit"),
                        new Access.LoggedIn(),
                        this::page),
                new Route(
                        "exportAuditRecords",
                        HttpMethods.GET,
                        PathTemplate.of("/api/shiplog/v1/audit/export"),
                        new Access.LoggedIn(),
                        this::export));
    }

    private CompletionStage<HttpResponse> page(Call call) {
        Query query = ListRequest.query(call.request());
        Optional<Integer> limit =
                query.get("limit").map(AuditRecordRoutes::limit).orElse(Optional.of(DEFAULT_LIMIT));
        Optional<Optional<AuditCursor>> after = query.get("after")
                .map(text -> AuditCursor.parse(text).map(Optional::of))
                .orElse(Optional.of(Optional.empty()));
        String order = query.get("order").orElse("desc");
        if (!hasOnly(query, PAGE_PARAMETERS)) {
            return refuse("parameters are "
                    + String.join(", ", PAGE_PARAMETERS.stream().sorted().toList()));
        }
        if (limit.isEmpty()) {
            return refuse("limit is a number from 1 to " + AuditPage.MAX_LIMIT);
        }
        if (after.isEmpty()) {
            return refuse("after is no place in the log");
        }
        if (!Set.of("asc", "desc").contains(order)) {
            return refuse("order is asc or desc");
        }
        return with(
                query,
                terms -> trail.records(
                                AuditScopes.of(call.principal()),
                                new AuditPage(terms, after.get(), order.equals("desc"), limit.get()))
                        .thenApply(found -> switch (found) {
                            case Found.Misfit(String message) -> ErrorResponse.of(ApiError.BAD_REQUEST, message);
                            case Found.Rows rows -> Json.ok(json(rows));
                        }));
    }

    private static ObjectNode json(Found.Rows found) {
        ObjectNode body = Json.object();
        ArrayNode records = body.putArray("records");
        found.rows().forEach(row -> records.add(AuditFormat.record(row)));
        found.next().ifPresent(next -> body.put("next", next.toString()));
        return body;
    }

    private CompletionStage<HttpResponse> export(Call call) {
        Query query = ListRequest.query(call.request());
        Optional<AuditFormat> format = AuditFormat.of(query.get("format").orElse("jsonl"));
        if (!hasOnly(query, EXPORT_PARAMETERS)) {
            return refuse("parameters are format, q");
        }
        if (format.isEmpty()) {
            return refuse("format is csv, jsonl or cloudevents");
        }
        AuditScope scope = AuditScopes.of(call.principal());
        return with(query, terms -> {
            AuditPage first = new AuditPage(terms, Optional.empty(), false, AuditPage.MAX_LIMIT);
            return trail.records(scope, first).thenApply(found -> switch (found) {
                case Found.Misfit(String message) -> ErrorResponse.of(ApiError.BAD_REQUEST, message);
                case Found.Rows rows ->
                    HttpResponse.create()
                            .withEntity(HttpEntities.createChunked(
                                    format.get().contentType(), lines(format.get(), scope, first, rows)));
            });
        });
    }

    /** Read as fast as the client takes it. */
    private Source<ByteString, NotUsed> lines(AuditFormat format, AuditScope scope, AuditPage first, Found.Rows begun) {
        Source<List<AuditRow>, NotUsed> more = begun.next()
                .map(next -> Source.unfoldAsync(Optional.of(next), cursor -> rest(scope, first, cursor)))
                .orElseGet(Source::empty);
        return Source.single(format.head())
                .concat(Source.single(begun.rows())
                        .concat(more)
                        .mapConcat(rows -> rows)
                        .map(format::line))
                .filter(line -> !line.isEmpty())
                .map(ByteString::fromString);
    }

    private CompletionStage<Optional<Pair<Optional<AuditCursor>, List<AuditRow>>>> rest(
            AuditScope scope, AuditPage first, Optional<AuditCursor> cursor) {
        if (cursor.isEmpty()) {
            return completedFuture(Optional.empty());
        }
        return trail.records(scope, first.after(cursor.get())).thenApply(found -> switch (found) {
            case Found.Misfit(String message) -> throw new IllegalStateException(message);
            case Found.Rows rows -> Optional.of(Pair.create(rows.next(), rows.rows()));
        });
    }

    private static CompletionStage<HttpResponse> with(
            Query query, Function<List<ListQuery.Term>, CompletionStage<HttpResponse>> answer) {
        return switch (ListQuery.parse(query.get("q"), Optional.empty(), Optional.empty(), Optional.empty())) {
            case ListQuery.Parsed.Malformed(String message) -> refuse(message);
            case ListQuery.Parsed.OutOfRange(String message) -> refuse(message);
            case ListQuery.Parsed.Valid(ListQuery valid) -> answer.apply(valid.terms());
        };
    }

    private static CompletionStage<HttpResponse> refuse(String message) {
        return completedFuture(ErrorResponse.of(ApiError.BAD_REQUEST, message));
    }

    private static boolean hasOnly(Query query, Set<String> parameters) {
        return parameters.containsAll(query.toMultiMap().keySet());
    }

    private static Optional<Integer> limit(String text) {
        return text.matches("[0-9]{1,4}")
                ? Optional.of(Integer.parseInt(text)).filter(limit -> limit >= 1 && limit <= AuditPage.MAX_LIMIT)
                : Optional.empty();
    }
}
