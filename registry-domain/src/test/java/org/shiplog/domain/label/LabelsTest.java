package org.shiplog.domain.label;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.shiplog.domain.aggregate.DecisionFixture;
import org.shiplog.domain.label.Labels.LabelCommand;
import org.shiplog.domain.label.Labels.LabelCommand.ChangeLabel;
import org.shiplog.domain.label.Labels.LabelCommand.CreateLabel;
import org.shiplog.domain.label.Labels.LabelCommand.DeleteLabel;
import org.shiplog.domain.label.Labels.LabelEvent;
import org.shiplog.domain.label.Labels.LabelRefusal;

final class LabelsTest {
    private static final Label STABLE = new Label(1, "stable", "", "#00FF00");

    private final DecisionFixture<Labels, LabelCommand, LabelEvent, LabelRefusal> labels =
            DecisionFixture.of(new Labels.Rules());

    @Test
    void namesAreUnique() {
        labels.when(new CreateLabel(STABLE)).thenEvents(new LabelEvent.LabelCreated(STABLE));
        labels.when(new CreateLabel(new Label(2, "stable", "", ""))).thenRefused(new LabelRefusal.LabelExists(1));
        labels.givenCommands(new CreateLabel(new Label(3, "old", "", "")));
        labels.when(new ChangeLabel(new Label(3, "stable", "", ""))).thenRefused(new LabelRefusal.LabelExists(1));
    }

    @Test
    void changesAndGoes() {
        Label changed = new Label(1, "stable", "what runs", "#00FF00");
        labels.given(new LabelEvent.LabelCreated(STABLE))
                .when(new ChangeLabel(changed))
                .thenEvents(new LabelEvent.LabelChanged(STABLE, changed));
        labels.when(new DeleteLabel(1)).thenEvents(new LabelEvent.LabelDeleted(changed));
        labels.when(new DeleteLabel(1)).thenRefused(new LabelRefusal.LabelUnknown());
        labels.when(new ChangeLabel(STABLE)).thenRefused(new LabelRefusal.LabelUnknown());
    }

    @Test
    void scopesHaveATextForm() {
        assertThat(LabelScope.of(LabelScope.REGISTRY.toString())).isEqualTo(LabelScope.REGISTRY);
        assertThat(LabelScope.of(new LabelScope(7).toString()).project()).contains(7L);
    }
}
