package org.shiplog.http.api.json;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.Query;
import org.apache.pekko.http.javadsl.model.Uri;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.projections.query.ListQuery;
import org.shiplog.projections.query.Listing;

/** The parameters and headers that all lists share: q, sort, page and page_size; X-Total-Count and Link. */
public record ListRequest(HttpRequest request, Query query) {
    public static ListRequest of(HttpRequest request) {
        return new ListRequest(request, query(request));
    }

    /** A request's parameters, decoded once. */
    public static Query query(HttpRequest request) {
        return request.getUri().query(StandardCharsets.UTF_8, Uri.RELAXED);
    }

    /** Answers with a page of the list, or refuses parameters that are none. */
    public <T> CompletionStage<HttpResponse> answer(
            Function<ListQuery, CompletionStage<Listing<T>>> list, Function<T, ObjectNode> row) {
        return with(valid -> list.apply(valid).thenApply(listing -> page(valid, listing, row)));
    }

    /** Answers by the query, or refuses parameters that are none. */
    public CompletionStage<HttpResponse> with(Function<ListQuery, CompletionStage<HttpResponse>> answer) {
        ListQuery.Parsed parsed =
                ListQuery.parse(query.get("q"), query.get("sort"), query.get("page"), query.get("page_size"));
        return switch (parsed) {
            case ListQuery.Parsed.Malformed(String message) ->
                completedFuture(ErrorResponse.of(ApiError.BAD_REQUEST, message));
            case ListQuery.Parsed.OutOfRange(String message) ->
                completedFuture(ErrorResponse.of(ApiError.UNPROCESSABLE_ENTITY, message));
            case ListQuery.Parsed.Valid(ListQuery valid) -> answer.apply(valid);
        };
    }

    public <T> HttpResponse page(ListQuery asked, Listing<T> listing, Function<T, ObjectNode> row) {
        return switch (listing) {
            case Listing.Misfit<T>(String message) -> ErrorResponse.of(ApiError.BAD_REQUEST, message);
            case Listing.Page<T> page -> render(asked, page, row);
        };
    }

    private <T> HttpResponse render(ListQuery asked, Listing.Page<T> page, Function<T, ObjectNode> row) {
        ArrayNode rows = Json.array();
        page.rows().forEach(found -> rows.add(row.apply(found)));
        return linked(asked, page.total(), Json.ok(rows));
    }

    /** Adds how many rows there are on all pages, and where the neighbouring pages are. */
    public HttpResponse linked(ListQuery asked, long total, HttpResponse rows) {
        HttpResponse response = rows.addHeader(RawHeader.create("X-Total-Count", Long.toString(total)));
        List<String> links = new ArrayList<>();
        if (asked.page() > 1) {
            links.add(link(asked, asked.page() - 1, "prev"));
        }
        if (asked.offset() + asked.pageSize() < total) {
            links.add(link(asked, asked.page() + 1, "next"));
        }
        return links.isEmpty() ? response : response.addHeader(RawHeader.create("Link", String.join(" , ", links)));
    }

    /** The same request for another page; the other parameters stay as the client encoded them. */
    private String link(ListQuery asked, int page, String relation) {
        List<String> parameters = new ArrayList<>();
        for (String parameter : request.getUri().rawQueryString().orElse("").split("&")) {
            if (!parameter.isEmpty() && !parameter.startsWith("page=") && !parameter.startsWith("page_size=")) {
                parameters.add(parameter.replace("<", "%3C").replace(">", "%3E"));
            }
        }
        parameters.add("page=" + page);
        parameters.add("page_size=" + asked.pageSize());
        return "<" + request.getUri().getPathString() + "?" + String.join("&", parameters) + ">; rel=\"" + relation
                + "\"";
    }
}
