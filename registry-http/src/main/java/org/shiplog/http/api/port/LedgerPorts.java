package org.shiplog.http.api.port;

import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.shiplog.domain.aggregate.EntityUnavailableException;
import org.shiplog.projections.ledger.LedgerQueries;
import org.shiplog.projections.ledger.Signing;

/** What the operations on the ledger stand on. */
public record LedgerPorts(LedgerQueries queries, Signer signer, Fresh fresh) {
    /** Signs the ledger's head now. */
    public interface Signer {
        CompletionStage<Signing> sign();
    }

    /** Completes with whether the ledger has every event that was acknowledged before. */
    public interface Fresh {
        CompletionStage<Boolean> await();
    }

    /** Asks a ledger that is complete up to now. Fails when it cannot be, soon enough. */
    public <T> CompletionStage<T> complete(Supplier<CompletionStage<T>> question) {
        return fresh.await().thenCompose(complete -> {
            if (!complete) {
                throw new EntityUnavailableException("the ledger is not up to date");
            }
            return question.get();
        });
    }
}
