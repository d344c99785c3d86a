package org.shiplog.http.api.history;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.aggregate.Outcome;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.webhook.WebhookPolicy;
import org.shiplog.domain.webhook.WebhookTarget;
import org.shiplog.domain.webhook.WebhookUndo;
import org.shiplog.domain.webhook.Webhooks.FindPolicy;
import org.shiplog.domain.webhook.Webhooks.WebhookCommand;
import org.shiplog.domain.webhook.Webhooks.WebhookCommand.DeletePolicy;
import org.shiplog.domain.webhook.Webhooks.WebhookEvent;
import org.shiplog.domain.webhook.Webhooks.WebhookRefusal;
import org.shiplog.http.api.port.WebhookPorts;
import org.shiplog.http.route.ProjectDirectory;

/** Takes back what happened to a webhook policy. */
final class WebhookUndoing {
    private final WebhookPorts ports;
    private final ProjectDirectory projects;

    WebhookUndoing(WebhookPorts ports, ProjectDirectory projects) {
        this.ports = ports;
        this.projects = projects;
    }

    /** The project whose policies these are; empty when it is not there any more. */
    CompletionStage<Optional<ProjectName>> project(long projectId) {
        return projects.nameOf(projectId);
    }

    CompletionStage<Undone> undo(Undoing undoing, WebhookEvent event) {
        return ports.policies()
                .query(undoing.facts().projectId(), new FindPolicy(policyId(event)))
                .thenCompose(now -> switch (WebhookUndo.of(event, now, undoing.force())) {
                    case WebhookUndo.Impossible(String reason) -> completedFuture(undoing.impossible(reason));
                    case WebhookUndo.By by ->
                        undoing.rights().allow(by.needs())
                                ? execute(undoing, by.command(), now)
                                : completedFuture(undoing.needing(by.needs()));
                });
    }

    private static long policyId(WebhookEvent event) {
        return switch (event) {
            case WebhookEvent.PolicyCreated(WebhookPolicy policy) -> policy.policyId();
            case WebhookEvent.PolicyChanged changed -> changed.to().policyId();
            case WebhookEvent.PolicyDeleted(WebhookPolicy policy) -> policy.policyId();
        };
    }

    private CompletionStage<Undone> execute(Undoing undoing, WebhookCommand command, Optional<WebhookPolicy> now) {
        return ports.policies()
                .execute(undoing.facts().projectId(), command, undoing.provenance())
                .thenCompose(outcome -> switch (outcome) {
                    case Outcome.Accepted<WebhookRefusal>(long position) ->
                        ports.secrets()
                                .forget(unneeded(command, now), List.of())
                                .thenApply(_ -> undoing.done(position));
                    case Outcome.Refused<WebhookRefusal>(WebhookRefusal refusal) ->
                        completedFuture(new Undone.Refused(Undone.Refused.Why.CONFLICT, reason(refusal)));
                });
    }

    private static List<WebhookTarget> unneeded(WebhookCommand command, Optional<WebhookPolicy> now) {
        return command instanceof DeletePolicy ? now.map(WebhookPolicy::targets).orElse(List.of()) : List.of();
    }

    private static String reason(WebhookRefusal refusal) {
        return switch (refusal) {
            case WebhookRefusal.PolicyUnknown _ -> "the policy is not there any more";
            case WebhookRefusal.PolicyMoved _ -> "the policy was changed since";
            case WebhookRefusal.PolicyExists(long id) -> "policy " + id + " has that name by now";
            case WebhookRefusal.TooManyPolicies _ ->
                throw new IllegalStateException("no answer to an undo: " + refusal);
        };
    }
}
