package org.shiplog.domain.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.shiplog.domain.aggregate.DecisionFixture;
import org.shiplog.domain.webhook.WebhookTarget.Format;
import org.shiplog.domain.webhook.WebhookTarget.Kind;
import org.shiplog.domain.webhook.Webhooks.WebhookCommand;
import org.shiplog.domain.webhook.Webhooks.WebhookCommand.ChangePolicy;
import org.shiplog.domain.webhook.Webhooks.WebhookCommand.CreatePolicy;
import org.shiplog.domain.webhook.Webhooks.WebhookCommand.DeletePolicy;
import org.shiplog.domain.webhook.Webhooks.WebhookEvent;
import org.shiplog.domain.webhook.Webhooks.WebhookRefusal;

final class WebhooksTest {
    private static final WebhookPolicy POLICY = policy(1, "ci", "#1");

    private final DecisionFixture<Webhooks, WebhookCommand, WebhookEvent, WebhookRefusal> webhooks =
            DecisionFixture.of(new Webhooks.Rules());

    private static WebhookPolicy policy(long id, String name, String marker) {
        return new WebhookPolicy(
                id,
                name,
                "",
                true,
                List.of(WebhookEventType.PULL_ARTIFACT, WebhookEventType.PUSH_ARTIFACT, WebhookEventType.PULL_ARTIFACT),
                List.of(),
                List.of(new WebhookTarget(Kind.HTTP, Format.DEFAULT, "https://ci.example", false, marker)),
                "alice",
                Instant.EPOCH,
                Instant.EPOCH);
    }

    @Test
    void namesAreUnique() {
        webhooks.when(new CreatePolicy(POLICY)).thenEvents(new WebhookEvent.PolicyCreated(POLICY));
        webhooks.when(new CreatePolicy(policy(2, "ci", "#2"))).thenRefused(new WebhookRefusal.PolicyExists(1));
        webhooks.givenCommands(new CreatePolicy(policy(3, "cd", "#3")));
        webhooks.when(new ChangePolicy(policy(3, "cd", "#3"), policy(3, "ci", "#4")))
                .thenRefused(new WebhookRefusal.PolicyExists(1));
    }

    @Test
    void changesAndGoes() {
        WebhookPolicy changed = policy(1, "cd", "#2");
        webhooks.given(new WebhookEvent.PolicyCreated(POLICY))
                .when(new ChangePolicy(POLICY, changed))
                .thenEvents(new WebhookEvent.PolicyChanged(POLICY, changed));
        webhooks.when(new DeletePolicy(1, Optional.of(POLICY))).thenRefused(new WebhookRefusal.PolicyMoved());
        webhooks.when(new DeletePolicy(1, Optional.empty())).thenEvents(new WebhookEvent.PolicyDeleted(changed));
        webhooks.when(new DeletePolicy(1, Optional.empty())).thenRefused(new WebhookRefusal.PolicyUnknown());
        webhooks.when(new ChangePolicy(changed, POLICY)).thenRefused(new WebhookRefusal.PolicyUnknown());
    }

    /** Whose secrets were read before somebody else replaced them must not bring them back. */
    @Test
    void refusesAChangeOfWhatSomebodyElseHasChanged() {
        webhooks.given(new WebhookEvent.PolicyCreated(POLICY))
                .when(new ChangePolicy(policy(1, "ci", "#0"), policy(1, "ci", "#3")))
                .thenRefused(new WebhookRefusal.PolicyMoved());
    }

    @Test
    void takesEachTypeOfEventsOnce() {
        assertThat(POLICY.events()).containsExactly(WebhookEventType.PUSH_ARTIFACT, WebhookEventType.PULL_ARTIFACT);
        assertThat(WebhookEventType.parse("PUSH_ARTIFACT")).contains(WebhookEventType.PUSH_ARTIFACT);
        assertThat(WebhookEventType.parse("push_artifact")).isEmpty();
    }
}
