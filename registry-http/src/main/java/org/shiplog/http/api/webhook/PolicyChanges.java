package org.shiplog.http.api.webhook;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.aggregate.Entities;
import org.shiplog.domain.aggregate.Outcome;
import org.shiplog.domain.webhook.WebhookPolicy;
import org.shiplog.domain.webhook.WebhookTarget;
import org.shiplog.domain.webhook.Webhooks;
import org.shiplog.domain.webhook.Webhooks.WebhookCommand;
import org.shiplog.domain.webhook.Webhooks.WebhookCommand.ChangePolicy;
import org.shiplog.domain.webhook.Webhooks.WebhookCommand.CreatePolicy;
import org.shiplog.domain.webhook.Webhooks.WebhookCommand.DeletePolicy;
import org.shiplog.domain.webhook.Webhooks.WebhookRefusal;
import org.shiplog.http.api.port.WebhookPorts;
import org.shiplog.http.route.Call;
import org.shiplog.http.webhook.TargetSecret;
import org.shiplog.http.webhook.TargetSecrets;

/**
 * Changes policies. A target's secrets are kept first, under a fresh marker, then the policy is changed, then those are forgotten that
 * nobody needs any more: those of before, or those just kept when the change was refused.
 */
final class PolicyChanges {
    private final Entities<Long, Webhooks, WebhookCommand, WebhookRefusal> policies;
    private final TargetSecrets secrets;

    PolicyChanges(WebhookPorts ports) {
        this.policies = ports.policies();
        this.secrets = ports.secrets();
    }

    CompletionStage<Outcome<WebhookRefusal>> create(Call call, long policyId, PolicyRequest request) {
        Instant at = call.provenance().at();
        return keep(policyId, request.targets(), List.of()).thenCompose(targets -> {
            WebhookPolicy policy = new WebhookPolicy(
                    policyId,
                    request.name(),
                    request.description(),
                    request.enabled().orElse(false),
                    request.events(),
                    request.repositories(),
                    targets,
                    call.principal().id(),
                    at,
                    at);
            return execute(call, new CreatePolicy(policy), List.of(), targets);
        });
    }

    CompletionStage<Outcome<WebhookRefusal>> change(Call call, WebhookPolicy before, PolicyRequest request) {
        return keep(before.policyId(), request.targets(), before.targets()).thenCompose(targets -> {
            WebhookPolicy policy = new WebhookPolicy(
                    before.policyId(),
                    request.name(),
                    request.description(),
                    request.enabled().orElse(before.enabled()),
                    request.events(),
                    request.repositories(),
                    targets,
                    before.creator(),
                    before.createdAt(),
                    call.provenance().at());
            return execute(call, new ChangePolicy(before, policy), before.targets(), targets);
        });
    }

    CompletionStage<Outcome<WebhookRefusal>> delete(Call call, WebhookPolicy policy) {
        return execute(call, new DeletePolicy(policy.policyId(), Optional.empty()), policy.targets(), List.of());
    }

    private CompletionStage<Outcome<WebhookRefusal>> execute(
            Call call, WebhookCommand command, List<WebhookTarget> before, List<WebhookTarget> after) {
        return policies.execute(call.projectId(), command, call.provenance())
                .thenCompose(outcome -> (outcome instanceof Outcome.Accepted<WebhookRefusal>
                                ? secrets.forget(before, after)
                                : secrets.forget(after, before))
                        .thenApply(_ -> outcome));
    }

    private CompletionStage<List<WebhookTarget>> keep(
            long policyId, List<PolicyRequest.Target> wanted, List<WebhookTarget> before) {
        CompletionStage<List<WebhookTarget>> kept = completedFuture(new ArrayList<>());
        for (int place = 0; place < wanted.size(); place++) {
            PolicyRequest.Target target = wanted.get(place);
            Optional<String> marker =
                    place < before.size() ? Optional.of(before.get(place).marker()) : Optional.empty();
            int at = place;
            kept = kept.thenCompose(all -> keep(policyId, at, target, marker).thenApply(known -> {
                all.add(new WebhookTarget(
                        target.kind(), target.format(), target.origin(), target.skipCertificate(), known));
                return all;
            }));
        }
        return kept;
    }

    /** Under the marker of before if it is what was kept before; without a signing key that one stays. */
    private CompletionStage<String> keep(
            long policyId, int place, PolicyRequest.Target target, Optional<String> marker) {
        CompletionStage<Optional<TargetSecret>> before =
                marker.map(secrets::find).orElseGet(() -> completedFuture(Optional.empty()));
        return before.thenCompose(known -> {
            String key = target.secret()
                    .orElseGet(() -> known.map(TargetSecret::signingKey).orElse(""));
            TargetSecret wanted = new TargetSecret(target.address(), target.authHeader(), key);
            return known.filter(wanted::equals).isPresent()
                    ? completedFuture(marker.orElseThrow())
                    : secrets.keep(policyId, place, wanted, marker);
        });
    }
}
