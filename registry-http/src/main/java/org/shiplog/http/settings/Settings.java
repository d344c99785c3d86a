package org.shiplog.http.settings;

import java.time.Duration;
import java.util.Map;

/** The settings as they are at one moment. */
public record Settings(Map<String, String> changed) {
    public static final Settings INITIAL = new Settings(Map.of());

    public Settings {
        changed = Map.copyOf(changed);
    }

    public String text(SettingKey key) {
        return changed.getOrDefault(key.wireName(), key.initial());
    }

    public boolean flag(SettingKey key) {
        return Boolean.parseBoolean(text(key));
    }

    public long number(SettingKey key) {
        return Long.parseLong(text(key));
    }

    public Duration minutes(SettingKey key) {
        return Duration.ofMinutes(number(key));
    }
}
