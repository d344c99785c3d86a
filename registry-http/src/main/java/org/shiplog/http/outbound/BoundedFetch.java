package org.shiplog.http.outbound;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;

/**
 * Makes requests to a server that answers for many callers, at most {@value #AT_ONCE} at once. Whoever comes then is told that
 * there is no answer, so that a server that hangs does not hold a connection for every guess at a password.
 */
public final class BoundedFetch {
    private static final int AT_ONCE = 128;

    private final GuardedFetch fetch;
    private final Semaphore places = new Semaphore(AT_ONCE);

    public BoundedFetch(GuardedFetch fetch) {
        this.fetch = fetch;
    }

    /** Never fails. */
    public CompletionStage<Fetched> fetch(OutboundRequest request) {
        if (!places.tryAcquire()) {
            return completedFuture(new Fetched.Failed(AT_ONCE + " others are being asked for"));
        }
        return fetch.fetch(request).whenComplete((_, _) -> places.release());
    }
}
