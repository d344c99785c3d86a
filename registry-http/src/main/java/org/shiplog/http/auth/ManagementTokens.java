package org.shiplog.http.auth;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.shiplog.http.route.Authentication.Outcome;

/** Bearer tokens that are not the registry's own: an operator's word, and ID tokens of the provider. */
final class ManagementTokens {
    private final OperatorWords operator;
    private final IdTokens idTokens;

    ManagementTokens(OperatorWords operator, IdTokens idTokens) {
        this.operator = operator;
        this.idTokens = idTokens;
    }

    CompletionStage<Outcome> authenticate(HttpRequest request, String token) {
        return operator.isTaken(request, token)
                .thenCompose(taken -> taken
                        ? completedFuture(new Outcome.Known(new Callers.AsOperator()))
                        : withIdToken(request, token));
    }

    private CompletionStage<Outcome> withIdToken(HttpRequest request, String token) {
        String path = request.getUri().getPathString();
        boolean counts = path.startsWith("/api/") || path.equals("/service/token");
        return counts && idTokens.areTaken()
                ? idTokens.identify(token)
                        .thenApply(person -> person.isPresent()
                                ? new Outcome.Known(new Callers.WithIdToken(person.get()))
                                : new Outcome.Rejected(true))
                : completedFuture(new Outcome.Rejected(true));
    }
}
