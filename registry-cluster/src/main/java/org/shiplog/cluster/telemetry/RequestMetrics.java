package org.shiplog.cluster.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.shiplog.cluster.telemetry.Traffic.Content;
import org.shiplog.cluster.telemetry.Traffic.Direction;

/**
 * Counts requests. Labels are route templates, methods and status codes, which are as many as the program has; nothing that a
 * client makes up becomes one.
 */
final class RequestMetrics {
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    private final MeterRegistry registry;
    private final Map<Outcome, Series> outcomes = new ConcurrentHashMap<>();
    private final PerContent pushes;
    private final PerContent pulls;
    private final LongAdder requests = new LongAdder();
    private final LongAdder bodies = new LongAdder();
    private final Counter received;
    private final Counter sent;
    private final Counter abandoned;
    private final Counter brokenOff;

    RequestMetrics(MeterRegistry registry) {
        this.registry = registry;
        Gauge.builder("shiplog.http.requests.in.flight", requests, LongAdder::sum)
                .description("Requests that are being answered; the sending of long bodies is not part of it.")
                .register(registry);
        Gauge.builder("shiplog.http.responses.in.flight", bodies, LongAdder::sum)
                .description("Streamed response bodies that are being sent.")
                .register(registry);
        this.received = counter("shiplog.http.received", "Bytes of request bodies that were read.")
                .baseUnit("bytes")
                .register(registry);
        this.sent = counter("shiplog.http.sent", "Bytes of response bodies that were sent.")
                .baseUnit("bytes")
                .register(registry);
        this.abandoned = ended("client");
        this.brokenOff = ended("registry");
        this.pushes = traffic("shiplog.pushes", "Manifests and blobs that were accepted.");
        this.pulls = traffic("shiplog.pulls", "Manifests and blobs that were handed out; HEAD requests are none.");
    }

    private record Outcome(String route, String method, int status) {}

    private record Series(Counter requests, Timer duration) {}

    private record PerContent(Counter manifests, Counter blobs) {
        Counter of(Content content) {
            return switch (content) {
                case MANIFEST -> manifests;
                case BLOB -> blobs;
            };
        }
    }

    void began() {
        requests.increment();
    }

    /** @param route a template, or {@code none} */
    void answered(String route, String method, int status, long nanos) {
        requests.decrement();
        String known = METHODS.contains(method) ? method : "other";
        Series series = outcomes.computeIfAbsent(new Outcome(route, known, status), this::series);
        series.requests().increment();
        series.duration().record(nanos, TimeUnit.NANOSECONDS);
        Traffic.of(route, known, status).ifPresent(traffic -> {
            PerContent counters = traffic.direction() == Direction.PUSH ? pushes : pulls;
            counters.of(traffic.content()).increment();
        });
    }

    void received(long bytes) {
        received.increment(bytes);
    }

    void sent(long bytes) {
        sent.increment(bytes);
    }

    BodyMeter.Meter receiving() {
        return bytes -> received.increment(bytes);
    }

    BodyMeter.Meter sending() {
        bodies.increment();
        return new BodyMeter.Meter() {
            @Override
            public void passed(int bytes) {
                sent.increment(bytes);
            }

            @Override
            public void abandoned() {
                abandoned.increment();
            }

            @Override
            public void failed(Throwable failure) {
                brokenOff.increment();
            }

            @Override
            public void ended() {
                bodies.decrement();
            }
        };
    }

    private Series series(Outcome outcome) {
        Counter counter = counter("shiplog.http.requests", "Answered requests by route, method and status code.")
                .tags("route", outcome.route(), "method", outcome.method(), "code", Integer.toString(outcome.status()))
                .register(registry);
        Timer timer = Buckets.requests("shiplog.http.request.duration")
                .description(
                        "Time from a request's arrival until its answer is ready to be sent; the body of a push was"
                                + " read by then, the body of a pull was not sent yet.")
                .tags("route", outcome.route(), "method", outcome.method(), "status", outcome.status() / 100 + "xx")
                .register(registry);
        return new Series(counter, timer);
    }

    private PerContent traffic(String name, String description) {
        return new PerContent(
                counter(name, description).tag("content", "manifest").register(registry),
                counter(name, description).tag("content", "blob").register(registry));
    }

    private Counter ended(String by) {
        return counter("shiplog.http.responses.broken", "Response bodies that ended early, and because of whom.")
                .tag("by", by)
                .register(registry);
    }

    private static Counter.Builder counter(String name, String description) {
        return Counter.builder(name).description(description);
    }
}
