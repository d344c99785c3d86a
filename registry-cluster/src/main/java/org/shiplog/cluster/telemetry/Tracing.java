package org.shiplog.cluster.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * Makes spans and sends them to a collector, as OTLP over HTTP.
 *
 * <p>Spans wait in a queue of {@value #QUEUE}; those that do not fit are dropped, so that a collector which is slow or away
 * costs some memory and nothing else. Whether a trace is recorded is decided by whoever began it: by the caller's {@code
 * traceparent} (W3C Trace Context) if there is one, and always otherwise.
 *
 * <h2>How a request's operations find it</h2>
 *
 * The span of a request is current on the thread that begins it. Every stage that {@link #child} returns completes with that
 * same span current, so what is chained to such stages runs within it, on whichever thread.
 */
public final class Tracing implements AutoCloseable {
    private static final int QUEUE = 4_096;
    private static final int BATCH = 512;
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration EXPORT = Duration.ofSeconds(5);
    private static final long LAST_EXPORT_SECONDS = 3;
    private static final String PATH = "/v1/traces";

    private final SdkTracerProvider provider;
    private final Tracer tracer;

    private Tracing(SdkTracerProvider provider, Tracer tracer) {
        this.provider = provider;
        this.tracer = tracer;
    }

    /**
     * Who sends the spans.
     *
     * @param instance tells this node from the others
     */
    public record Sender(String version, String instance) {}

    /** @param endpoint the collector's address; the path {@value #PATH} is added unless it is there */
    public static Tracing start(URI endpoint, Sender sender) {
        OtlpHttpSpanExporter exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(tracesOf(endpoint))
                .setTimeout(EXPORT)
                .setConnectTimeout(EXPORT)
                .build();
        SdkTracerProvider provider = SdkTracerProvider.builder()
                .setResource(Resource.getDefault()
                        .merge(Resource.create(Attributes.of(
                                AttributeKey.stringKey("service.name"),
                                "shiplog",
                                AttributeKey.stringKey("service.version"),
                                sender.version(),
                                AttributeKey.stringKey("service.instance.id"),
                                sender.instance()))))
                .setSampler(Sampler.parentBased(Sampler.alwaysOn()))
                .addSpanProcessor(BatchSpanProcessor.builder(exporter)
                        .setMaxQueueSize(QUEUE)
                        .setMaxExportBatchSize(BATCH)
                        .setScheduleDelay(INTERVAL)
                        .setExporterTimeout(EXPORT)
                        .build())
                .build();
        return new Tracing(provider, provider.get("org.shiplog", sender.version()));
    }

    private static String tracesOf(URI endpoint) {
        String base = endpoint.toString();
        if (base.endsWith(PATH)) {
            return base;
        }
        return (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + PATH;
    }

    /** The span of a request that just came; it has its final name once its route is known. */
    Span request(HttpRequest request) {
        Context caller = W3CTraceContextPropagator.getInstance().extract(Context.root(), request, TraceHeaders.GETTER);
        return tracer.spanBuilder(request.method().value())
                .setParent(caller)
                .setSpanKind(SpanKind.SERVER)
                .startSpan();
    }

    /** Does the work in a span of its own below the current one; without a current one, in none. */
    <T> CompletionStage<T> child(String name, Supplier<CompletionStage<T>> work) {
        Context parent = Context.current();
        if (!Span.fromContext(parent).getSpanContext().isValid()) {
            return work.get();
        }
        Span span = tracer.spanBuilder(name).setParent(parent).startSpan();
        CompletableFuture<T> done = new CompletableFuture<>();
        // Not what whenComplete returns: whatever is chained to that may run before the context is in place.
        begin(span, work).whenComplete((value, failure) -> {
            end(span, failure);
            within(parent, () -> failure == null ? done.complete(value) : done.completeExceptionally(failure));
        });
        return done;
    }

    private static <T> CompletionStage<T> begin(Span span, Supplier<CompletionStage<T>> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            end(span, e);
            throw e;
        }
    }

    /** Does the work with the context as the current one of this thread. */
    static <T> T within(Context context, Supplier<T> work) {
        Scope scope = context.makeCurrent();
        try {
            return work.get();
        } finally {
            scope.close();
        }
    }

    private static void end(Span span, @Nullable Throwable failure) {
        if (failure != null) {
            span.setStatus(StatusCode.ERROR, failure.getClass().getSimpleName());
        }
        span.end();
    }

    /** Sends what waits, for {@value #LAST_EXPORT_SECONDS} s at most. */
    @Override
    public void close() {
        provider.shutdown().join(LAST_EXPORT_SECONDS, TimeUnit.SECONDS);
    }
}
