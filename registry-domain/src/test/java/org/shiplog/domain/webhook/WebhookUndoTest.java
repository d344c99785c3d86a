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
import org.shiplog.domain.webhook.Webhooks.WebhookEvent;
import org.shiplog.domain.webhook.Webhooks.WebhookEvent.PolicyChanged;
import org.shiplog.domain.webhook.Webhooks.WebhookEvent.PolicyCreated;
import org.shiplog.domain.webhook.Webhooks.WebhookEvent.PolicyDeleted;
import org.shiplog.domain.webhook.Webhooks.WebhookRefusal;

final class WebhookUndoTest {
    private static final WebhookPolicy ON = policy("ci", true, "#1");
    private static final WebhookPolicy OFF = policy("ci", false, "#1");
    private static final WebhookPolicy RENAMED = policy("cd", false, "#1");
    private static final WebhookPolicy ELSEWHERE = policy("ci", false, "#2");

    private final DecisionFixture<Webhooks, WebhookCommand, WebhookEvent, WebhookRefusal> webhooks =
            DecisionFixture.of(new Webhooks.Rules());

    private static WebhookPolicy policy(String name, boolean enabled, String marker) {
        return new WebhookPolicy(
                1,
                name,
                "",
                enabled,
                List.of(WebhookEventType.PUSH_ARTIFACT),
                List.of(),
                List.of(new WebhookTarget(Kind.HTTP, Format.DEFAULT, "https://ci.example", false, marker)),
                "alice",
                Instant.EPOCH,
                Instant.EPOCH);
    }

    private static WebhookCommand undo(WebhookEvent event, WebhookPolicy now, boolean force) {
        return ((WebhookUndo.By) WebhookUndo.of(event, Optional.of(now), force)).command();
    }

    @Test
    void aChangeGoesBackAndForthAndTwiceIsOnce() {
        webhooks.given(new PolicyCreated(ON), new PolicyChanged(ON, OFF));
        WebhookCommand back = undo(new PolicyChanged(ON, OFF), OFF, false);
        webhooks.when(back).thenEvents(new PolicyChanged(OFF, ON));
        webhooks.when(back).thenNothing();
        webhooks.when(undo(new PolicyChanged(OFF, ON), ON, false)).thenEvents(new PolicyChanged(ON, OFF));
    }

    @Test
    void whatWasChangedSinceStaysUnlessForcedAndKeepsItsTargets() {
        webhooks.given(new PolicyCreated(ON), new PolicyChanged(ON, OFF), new PolicyChanged(OFF, ELSEWHERE));
        webhooks.when(undo(new PolicyChanged(ON, OFF), ELSEWHERE, false)).thenRefused(new WebhookRefusal.PolicyMoved());
        webhooks.when(undo(new PolicyChanged(ON, OFF), ELSEWHERE, true))
                .thenEvents(new PolicyChanged(ELSEWHERE, policy("ci", true, "#2")));
    }

    @Test
    void aNewPolicyGoes() {
        webhooks.given(new PolicyCreated(ON), new PolicyChanged(ON, RENAMED));
        webhooks.when(undo(new PolicyCreated(ON), RENAMED, false)).thenRefused(new WebhookRefusal.PolicyMoved());
        webhooks.when(undo(new PolicyCreated(ON), RENAMED, true)).thenEvents(new PolicyDeleted(RENAMED));
        webhooks.when(undo(new PolicyCreated(ON), RENAMED, false)).thenNothing();
    }

    @Test
    void whatWasForgottenDoesNotComeBackAndSaysSo() {
        assertThat(WebhookUndo.of(new PolicyDeleted(ON), Optional.empty(), true))
                .isEqualTo(new WebhookUndo.Impossible("its addresses and secrets were forgotten with it"));
        assertThat(WebhookUndo.of(new PolicyChanged(OFF, ELSEWHERE), Optional.of(ELSEWHERE), true))
                .isInstanceOf(WebhookUndo.Impossible.class);
    }
}
