package org.shiplog.http.audit;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.shiplog.http.outbound.Fetched;
import org.shiplog.http.outbound.GuardedFetch;
import org.shiplog.http.outbound.OutboundRequest;
import org.shiplog.projections.audit.AuditRow;

/** Posts acts to a URL, as a batch of CloudEvents or as JSON lines. An answer of success is the receipt. */
final class HttpSink implements AuditSink {
    private static final String BATCH = "application/cloudevents-batch+json";

    private final GuardedFetch fetch;
    private final URI url;
    private final AuditFormat format;
    private final Optional<String> token;

    /** @param format {@link AuditFormat#CLOUDEVENTS} or {@link AuditFormat#JSONL} */
    HttpSink(GuardedFetch fetch, URI url, AuditFormat format, Optional<String> token) {
        this.fetch = fetch;
        this.url = url;
        this.format = format;
        this.token = token;
    }

    @Override
    public void send(List<AuditRow> acts) throws IOException, InterruptedException {
        OutboundRequest post = token.map(secret -> post(acts).with("Authorization", "Bearer " + secret))
                .orElseGet(() -> post(acts));
        switch (answer(post)) {
            case Fetched.Answered(int status, var _, var _) when status >= 200 && status < 300 -> {}
            case Fetched.Answered answered -> throw new IOException("the receiver answered " + answered.status());
            case Fetched.Forbidden(String reason) -> throw new IOException(reason);
            case Fetched.Failed(String reason) -> throw new IOException(reason);
        }
    }

    private OutboundRequest post(List<AuditRow> acts) {
        if (format == AuditFormat.CLOUDEVENTS) {
            String events =
                    acts.stream().map(act -> format.line(act).strip()).collect(Collectors.joining(",", "[", "]"));
            return OutboundRequest.post(url, BATCH, events);
        }
        String lines = acts.stream().map(format::line).collect(Collectors.joining());
        return OutboundRequest.post(url, format.contentType().toString(), lines);
    }

    private Fetched answer(OutboundRequest request) throws IOException, InterruptedException {
        try {
            return fetch.fetch(request).toCompletableFuture().get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }

    @Override
    public boolean acknowledges() {
        return true;
    }

    @Override
    public void confirm() {}

    @Override
    public void close() {}
}
