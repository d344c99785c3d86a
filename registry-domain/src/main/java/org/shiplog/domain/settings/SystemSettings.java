package org.shiplog.domain.settings;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.shiplog.domain.aggregate.Aggregate;
import org.shiplog.domain.aggregate.Decision;
import org.shiplog.domain.aggregate.Query;

/**
 * The settings that were changed from their defaults. What keys there are, and what their values must be, is the business of whoever
 * sets them: a setting of an older or newer version must not be lost here.
 *
 * @param values by key, in order; of a secret, only something that changes with it
 */
public record SystemSettings(Map<String, String> values) {
    /** The one entity of its kind. */
    public static final String ENTITY = "system";

    static final SystemSettings DEFAULTS = new SystemSettings(Map.of());

    public SystemSettings {
        values = Collections.unmodifiableMap(new TreeMap<>(values));
    }

    public sealed interface SettingsCommand {
        /** @param values to change; an empty one goes back to the default */
        record ChangeSettings(Map<String, Optional<String>> values) implements SettingsCommand {
            public ChangeSettings {
                values = Collections.unmodifiableMap(new TreeMap<>(values));
            }
        }
    }

    public sealed interface SettingsEvent {
        /** Empty stands for the default. */
        record SettingChanged(String key, Optional<String> from, Optional<String> to) implements SettingsEvent {}
    }

    public sealed interface SettingsRefusal {
        record TooManySettings(int limit) implements SettingsRefusal {}
    }

    public record FindSettings() implements Query<SystemSettings, SystemSettings> {
        @Override
        public SystemSettings answer(SystemSettings settings) {
            return settings;
        }
    }

    public static final class Rules
            implements Aggregate<SystemSettings, SettingsCommand, SettingsEvent, SettingsRefusal> {
        static final int MAX_SETTINGS = 500;

        @Override
        public SystemSettings initial() {
            return DEFAULTS;
        }

        @Override
        public Decision<SettingsEvent, SettingsRefusal> decide(SystemSettings settings, SettingsCommand command) {
            return switch (command) {
                case SettingsCommand.ChangeSettings(Map<String, Optional<String>> values) ->
                    settings.values().size() + values.size() > MAX_SETTINGS
                            ? Decision.refuse(new SettingsRefusal.TooManySettings(MAX_SETTINGS))
                            : new Decision.Accepted<>(changes(settings, values));
            };
        }

        private static List<SettingsEvent> changes(SystemSettings settings, Map<String, Optional<String>> values) {
            return values.entrySet().stream()
                    .filter(entry -> !before(settings, entry.getKey()).equals(entry.getValue()))
                    .<SettingsEvent>map(entry -> new SettingsEvent.SettingChanged(
                            entry.getKey(), before(settings, entry.getKey()), entry.getValue()))
                    .toList();
        }

        private static Optional<String> before(SystemSettings settings, String key) {
            return Optional.ofNullable(settings.values().get(key));
        }

        @Override
        public SystemSettings evolve(SystemSettings settings, SettingsEvent event) {
            return switch (event) {
                case SettingsEvent.SettingChanged changed -> {
                    Map<String, String> values = new TreeMap<>(settings.values());
                    changed.to()
                            .ifPresentOrElse(
                                    value -> values.put(changed.key(), value), () -> values.remove(changed.key()));
                    yield new SystemSettings(values);
                }
            };
        }
    }
}
