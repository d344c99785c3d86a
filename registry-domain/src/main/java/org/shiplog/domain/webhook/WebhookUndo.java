package org.shiplog.domain.webhook;

import java.util.List;
import java.util.Optional;
import org.shiplog.domain.access.Permission;
import org.shiplog.domain.webhook.Webhooks.WebhookCommand;
import org.shiplog.domain.webhook.Webhooks.WebhookCommand.ChangePolicy;
import org.shiplog.domain.webhook.Webhooks.WebhookCommand.DeletePolicy;
import org.shiplog.domain.webhook.Webhooks.WebhookEvent;
import org.shiplog.domain.webhook.Webhooks.WebhookEvent.PolicyChanged;
import org.shiplog.domain.webhook.Webhooks.WebhookEvent.PolicyCreated;
import org.shiplog.domain.webhook.Webhooks.WebhookEvent.PolicyDeleted;

/** What takes back a change of a webhook policy, and what whoever does that must be allowed. */
public sealed interface WebhookUndo {
    Permission DELETE = new Permission("notification-policy", "delete");
    Permission UPDATE = new Permission("notification-policy", "update");

    /** @param needs for the act that results */
    record By(WebhookCommand command, Permission needs) implements WebhookUndo {}

    record Impossible(String reason) implements WebhookUndo {}

    /**
     * @param current the policy as it is now; empty when it is not there any more
     * @param force whether it is done although the policy was changed since, whose targets stay as they are
     */
    static WebhookUndo of(WebhookEvent event, Optional<WebhookPolicy> current, boolean force) {
        return switch (event) {
            case PolicyCreated(WebhookPolicy policy) ->
                new By(new DeletePolicy(policy.policyId(), force ? Optional.empty() : Optional.of(policy)), DELETE);
            case PolicyChanged(WebhookPolicy from, WebhookPolicy to) ->
                markers(from).equals(markers(to))
                        ? new By(back(from, to, force ? current : Optional.empty()), UPDATE)
                        : new Impossible(
                                "where it tells or with what secrets was changed, and the former were forgotten");
            case PolicyDeleted _ -> new Impossible("its addresses and secrets were forgotten with it");
        };
    }

    /** The same ones stand for the same addresses and secrets. */
    private static List<String> markers(WebhookPolicy policy) {
        return policy.targets().stream().map(WebhookTarget::marker).toList();
    }

    private static ChangePolicy back(WebhookPolicy from, WebhookPolicy to, Optional<WebhookPolicy> forced) {
        return forced.map(now -> new ChangePolicy(now, from.telling(now.targets())))
                .orElseGet(() -> new ChangePolicy(to, from));
    }
}
