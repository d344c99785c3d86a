package org.shiplog.cluster.telemetry;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.util.ByteString;

/** Answers scrapes, in OpenMetrics for those who accept it and in Prometheus' text format otherwise. */
final class MetricsPage {
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private final PrometheusMeterRegistry registry;

    MetricsPage(PrometheusMeterRegistry registry) {
        this.registry = registry;
    }

    HttpResponse answer(HttpRequest request) {
        boolean open = request.getHeader("Accept")
                .map(HttpHeader::value)
                .filter(accepted -> accepted.contains("application/openmetrics-text"))
                .isPresent();
        String type = open ? OPEN_METRICS : TEXT;
        return HttpResponse.create().withEntity(ContentTypes.parse(type), ByteString.fromString(registry.scrape(type)));
    }
}
