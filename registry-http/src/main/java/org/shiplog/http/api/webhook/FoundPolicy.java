package org.shiplog.http.api.webhook;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.shiplog.domain.aggregate.Entities;
import org.shiplog.domain.webhook.WebhookPolicy;
import org.shiplog.domain.webhook.Webhooks;
import org.shiplog.domain.webhook.Webhooks.FindPolicy;
import org.shiplog.domain.webhook.Webhooks.WebhookCommand;
import org.shiplog.domain.webhook.Webhooks.WebhookRefusal;
import org.shiplog.http.api.json.PathNumber;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.ErrorResponse;

/** The policy that a path names. One of another project is as unknown as one that there is not. */
final class FoundPolicy {
    private final Entities<Long, Webhooks, WebhookCommand, WebhookRefusal> policies;

    FoundPolicy(Entities<Long, Webhooks, WebhookCommand, WebhookRefusal> policies) {
        this.policies = policies;
    }

    CompletionStage<HttpResponse> with(Call call, Function<WebhookPolicy, CompletionStage<HttpResponse>> answer) {
        return with(call, PathNumber.of(call, "webhook_policy_id"), answer);
    }

    CompletionStage<HttpResponse> with(
            Call call, long policyId, Function<WebhookPolicy, CompletionStage<HttpResponse>> answer) {
        return policies.query(call.projectId(), new FindPolicy(policyId))
                .thenCompose(found -> found.map(answer).orElseGet(() -> completedFuture(unknown())));
    }

    static HttpResponse unknown() {
        return ErrorResponse.of(ApiError.NOT_FOUND, "no such webhook policy");
    }
}
