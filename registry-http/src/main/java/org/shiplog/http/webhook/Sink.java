package org.shiplog.http.webhook;

import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.shiplog.domain.webhook.WebhookTarget;
import org.shiplog.http.outbound.AddressGuard;
import org.shiplog.http.outbound.Fetched;
import org.shiplog.http.outbound.GuardedFetch;
import org.shiplog.http.outbound.OutboundRequest;
import org.shiplog.http.outbound.OutboundRequest.Body;
import org.shiplog.http.outbound.ServerUrl;
import org.shiplog.http.outbound.TlsTrust;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts to targets, which people choose who may know nothing of this network: only where the guard lets requests go, and never on to
 * where an answer points. What is told of a failure is the same for a host that does not exist and for one that must not be asked.
 */
public final class Sink {
    private static final Logger LOG = LoggerFactory.getLogger(Sink.class);
    private static final int SUCCESS = 200;
    private static final int REDIRECT = 300;
    private static final int REFUSED = 400;

    private final GuardedFetch verifying;
    private final GuardedFetch credulous;

    public Sink(ClassicActorSystemProvider system, AddressGuard guard) {
        this.verifying = new GuardedFetch(system, guard, TlsTrust.platform(), true);
        this.credulous = new GuardedFetch(system, guard, TlsTrust.anybody(), true);
    }

    /** What became of an attempt, in words that may be shown. */
    sealed interface Sent {
        record Taken(String words) implements Sent {}

        /** @param hopeless whether it will be the same whenever it is tried */
        record NotTaken(String words, boolean hopeless) implements Sent {}
    }

    /** Never fails. */
    CompletionStage<Sent> send(WebhookTarget target, TargetSecret secret, String deliveryId, Body body) {
        Optional<URI> url = ServerUrl.parse(secret.address());
        if (url.isEmpty()) {
            throw new IllegalStateException("a target without an address was kept");
        }
        OutboundRequest request =
                OutboundRequest.post(url.get(), body.contentType(), body.text()).with("X-Shiplog-Delivery", deliveryId);
        if (!secret.authHeader().isEmpty()) {
            request = request.with("Authorization", secret.authHeader());
        }
        if (!secret.key().isEmpty()) {
            request = request.with(Signature.HEADER, Signature.of(secret.key(), body.text()));
        }
        return (target.skipCertificate() ? credulous : verifying)
                .fetch(request)
                .thenApply(fetched -> sent(target.origin(), fetched));
    }

    private static Sent sent(String origin, Fetched fetched) {
        return switch (fetched) {
            case Fetched.Answered answered -> answered(answered.status());
            case Fetched.Forbidden(String reason) -> {
                LOG.info("nothing is delivered to {}: {}", origin, reason);
                yield new Sent.NotTaken("the host is unknown, or one that requests are not sent to", true);
            }
            case Fetched.Failed(String reason) -> {
                LOG.info("{} did not take a delivery: {}", origin, reason);
                yield new Sent.NotTaken(
                        switch (reason) {
                            case "unknown host" -> "the host is unknown, or one that requests are not sent to";
                            case "too slow" -> "no answer within 5 s";
                            case String words
                            when words.startsWith(GuardedFetch.NOT_BELIEVED) ->
                                "no answer: the server's certificate is not believed";
                            default -> "no answer: there was no connection, or it broke off";
                        },
                        false);
            }
        };
    }

    private static Sent answered(int status) {
        if (status >= SUCCESS && status < REDIRECT) {
            return new Sent.Taken("delivered: answered with " + status);
        }
        boolean redirect = status >= REDIRECT && status < REFUSED;
        return new Sent.NotTaken(
                "answered with " + status + (redirect ? ", a redirect, which is not followed" : ""), false);
    }
}
