package org.shiplog.domain.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.shiplog.domain.aggregate.DecisionFixture;
import org.shiplog.domain.settings.SystemSettings.SettingsCommand;
import org.shiplog.domain.settings.SystemSettings.SettingsCommand.ChangeSettings;
import org.shiplog.domain.settings.SystemSettings.SettingsEvent;
import org.shiplog.domain.settings.SystemSettings.SettingsEvent.SettingChanged;
import org.shiplog.domain.settings.SystemSettings.SettingsRefusal;

final class SystemSettingsTest {
    private final DecisionFixture<SystemSettings, SettingsCommand, SettingsEvent, SettingsRefusal> settings =
            DecisionFixture.of(new SystemSettings.Rules());

    @Test
    void changesWhatIsDifferentAndGoesBackToTheDefault() {
        settings.when(new ChangeSettings(Map.of("b", Optional.of("2"), "a", Optional.of("1"), "c", Optional.empty())))
                .thenEvents(
                        new SettingChanged("a", Optional.empty(), Optional.of("1")),
                        new SettingChanged("b", Optional.empty(), Optional.of("2")));
        settings.when(new ChangeSettings(Map.of("a", Optional.of("1"), "b", Optional.empty())))
                .thenEvents(new SettingChanged("b", Optional.of("2"), Optional.empty()));
        assertThat(settings.state().values()).isEqualTo(Map.of("a", "1"));
        settings.assertReplaysFromTheBeginning();
    }

    @Test
    void keepsOnlySoMany() {
        Map<String, Optional<String>> many = new HashMap<>();
        for (int i = 0; i <= SystemSettings.Rules.MAX_SETTINGS; i++) {
            many.put("key" + i, Optional.of("value"));
        }
        settings.when(new ChangeSettings(many))
                .thenRefused(new SettingsRefusal.TooManySettings(SystemSettings.Rules.MAX_SETTINGS));
    }
}
