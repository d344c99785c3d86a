package org.shiplog.cluster.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.RequestEntity;
import org.apache.pekko.http.javadsl.model.ResponseEntity;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import org.shiplog.http.route.Arrival;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.RequestObserver;
import org.shiplog.http.route.Route;

/** Watches requests for the metrics, the traces and the access log of a node. */
public final class RequestTelemetry implements RequestObserver {
    private static final String NO_ROUTE = "none";
    private static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
    private static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");
    private static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");
    private static final AttributeKey<String> PATH = AttributeKey.stringKey("url.path");
    private static final AttributeKey<String> CLIENT = AttributeKey.stringKey("client.address");
    private static final AttributeKey<String> USER = AttributeKey.stringKey("user.name");
    private static final AttributeKey<String> REQUEST_ID = AttributeKey.stringKey("shiplog.request_id");
    private static final AttributeKey<String> REPOSITORY = AttributeKey.stringKey("shiplog.repository");

    private final RequestMetrics metrics;
    private final AccessLog log = new AccessLog();
    private final Optional<Tracing> tracing;

    /** @param tracing empty for no traces, at no cost */
    public RequestTelemetry(MeterRegistry registry, Optional<Tracing> tracing) {
        this.metrics = new RequestMetrics(registry);
        this.tracing = tracing;
    }

    @Override
    public Observation begin(HttpRequest request, Arrival arrival) {
        metrics.began();
        return new Watched(request, arrival, tracing.map(traces -> traces.request(request)));
    }

    private final class Watched implements Observation {
        private final HttpRequest request;
        private final Arrival arrival;
        private final Optional<Span> span;
        private final long began = System.nanoTime();
        private volatile @Nullable Route route;
        private volatile @Nullable Call call;

        Watched(HttpRequest request, Arrival arrival, Optional<Span> span) {
            this.request = request;
            this.arrival = arrival;
            this.span = span;
        }

        @Override
        public HttpRequest reading(HttpRequest received) {
            if (received.entity() instanceof HttpEntity.Strict strict) {
                metrics.received(strict.getData().length());
                return received;
            }
            return received.withEntity(counted(received.entity()));
        }

        private RequestEntity counted(RequestEntity entity) {
            Source<ByteString, Object> bytes = entity.getDataBytes().via(new BodyMeter(metrics::receiving));
            return entity.getContentLengthOption().isPresent()
                    ? HttpEntities.create(
                            entity.getContentType(),
                            entity.getContentLengthOption().getAsLong(),
                            bytes)
                    : HttpEntities.createChunked(entity.getContentType(), bytes);
        }

        @Override
        public <T> T within(Supplier<T> work) {
            return span.isEmpty() ? work.get() : Tracing.within(Context.root().with(span.get()), work);
        }

        @Override
        public void routed(Route found) {
            route = found;
        }

        @Override
        public void passed(Call allowed) {
            call = allowed;
        }

        @Override
        public HttpResponse answered(HttpResponse response) {
            long nanos = System.nanoTime() - began;
            Route found = route;
            String template = found == null ? NO_ROUTE : found.path().template();
            metrics.answered(
                    template, request.method().value(), response.status().intValue(), nanos);
            span.ifPresent(one -> end(one, template, response.status().intValue()));
            String traceId = span.map(one -> one.getSpanContext().getTraceId()).orElse(null);
            log.write(new AccessLog.Line(request, arrival, template, call, traceId), response, nanos);
            return sending(response);
        }

        private void end(Span one, String template, int status) {
            String method = request.method().value();
            one.updateName(template.equals(NO_ROUTE) ? method : method + " " + template);
            one.setAttribute(METHOD, method);
            if (!template.equals(NO_ROUTE)) {
                one.setAttribute(ROUTE, template);
            }
            one.setAttribute(PATH, arrival.rawPath());
            one.setAttribute(CLIENT, arrival.clientAddress());
            one.setAttribute(STATUS, (long) status);
            one.setAttribute(REQUEST_ID, arrival.requestId());
            Call allowed = call;
            if (allowed != null) {
                one.setAttribute(USER, allowed.principal().id());
                allowed.repository().ifPresent(name -> one.setAttribute(REPOSITORY, name.toString()));
            }
            if (status >= 500) {
                one.setStatus(StatusCode.ERROR);
            }
            one.end();
        }

        private HttpResponse sending(HttpResponse response) {
            if (request.method().equals(HttpMethods.HEAD)) {
                return response;
            }
            ResponseEntity entity = response.entity();
            if (entity instanceof HttpEntity.Strict strict) {
                metrics.sent(strict.getData().length());
                return response;
            }
            Source<ByteString, Object> bytes = entity.getDataBytes().via(new BodyMeter(metrics::sending));
            return entity.getContentLengthOption().isPresent()
                    ? response.withEntity(HttpEntities.create(
                            entity.getContentType(),
                            entity.getContentLengthOption().getAsLong(),
                            bytes))
                    : response;
        }
    }
}
