package org.shiplog.cluster.telemetry;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;
import org.shiplog.http.route.Arrival;
import org.shiplog.http.route.Call;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * One line for every answered request, at INFO. It has the path without the query and none of the headers but {@code
 * User-Agent}: those hold credentials.
 */
final class AccessLog {
    private static final Logger LOG = LoggerFactory.getLogger("org.shiplog.http.access");
    private static final double NANOS_PER_MILLI = 1e6;

    /**
     * A request that was answered.
     *
     * @param call empty unless the request was let through to its operation
     * @param traceId empty while requests are not traced
     */
    record Line(
            HttpRequest request,
            Arrival arrival,
            String route,
            @Nullable Call call,
            @Nullable String traceId) {}

    void write(Line line, HttpResponse response, long nanos) {
        if (!LOG.isInfoEnabled()) {
            return;
        }
        int status = response.status().intValue();
        String method = line.request().method().value();
        LoggingEventBuilder event = LOG.atInfo();
        for (Map.Entry<String, Object> field : fields(line, response, nanos).entrySet()) {
            event = event.addKeyValue(field.getKey(), field.getValue());
        }
        event.log("{} {} {}", method, line.arrival().rawPath(), status);
    }

    private static Map<String, Object> fields(Line line, HttpResponse response, long nanos) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("requestId", line.arrival().requestId());
        fields.put("client", line.arrival().clientAddress());
        fields.put("method", line.request().method().value());
        fields.put("path", line.arrival().rawPath());
        fields.put("route", line.route());
        fields.put("status", response.status().intValue());
        fields.put("durationMillis", nanos / NANOS_PER_MILLI);
        response.entity().getContentLengthOption().ifPresent(bytes -> fields.put("bytes", bytes));
        line.request()
                .getHeader("User-Agent")
                .map(HttpHeader::value)
                .ifPresent(agent -> fields.put("userAgent", agent));
        Call call = line.call();
        if (call != null) {
            fields.put("principal", call.principal().id());
            call.repository().ifPresent(name -> fields.put("repository", name.toString()));
        }
        if (line.traceId() != null) {
            fields.put("traceId", line.traceId());
        }
        return fields;
    }
}
