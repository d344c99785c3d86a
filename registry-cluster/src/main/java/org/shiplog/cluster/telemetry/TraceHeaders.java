package org.shiplog.cluster.telemetry;

import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.jspecify.annotations.Nullable;

/** Where a request says to which trace it belongs. */
enum TraceHeaders implements TextMapGetter<HttpRequest> {
    GETTER;

    @Override
    public Iterable<String> keys(HttpRequest request) {
        List<String> names = new ArrayList<>();
        for (HttpHeader header : request.getHeaders()) {
            names.add(header.lowercaseName());
        }
        return names;
    }

    @Override
    public @Nullable String get(@Nullable HttpRequest request, String name) {
        return request == null
                ? null
                : request.getHeader(name).map(HttpHeader::value).orElse(null);
    }
}
