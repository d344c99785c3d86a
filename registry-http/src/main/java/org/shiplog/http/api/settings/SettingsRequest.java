package org.shiplog.http.api.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.shiplog.http.settings.SettingKey;
import org.shiplog.http.settings.SettingType;

/** Values that a request gives to settings. What it does not name keeps its value, and what is null, too. */
record SettingsRequest(Map<SettingKey, String> values) {
    SettingsRequest {
        values = Collections.unmodifiableMap(new EnumMap<>(values));
    }

    sealed interface Parsed {
        record Valid(SettingsRequest request) implements Parsed {}

        /** @param message names the key, and never has the value, which may be a secret */
        record Invalid(String message) implements Parsed {}
    }

    /** Keys of other versions are passed over: clients send back all that they have read. */
    static Parsed parse(ObjectNode body) {
        EnumMap<SettingKey, String> values = new EnumMap<>(SettingKey.class);
        for (Map.Entry<String, JsonNode> field : body.properties()) {
            Optional<SettingKey> key = SettingKey.of(field.getKey());
            if (key.isEmpty() || field.getValue().isNull()) {
                continue;
            }
            SettingType type = key.get().type();
            Optional<String> text = text(type, field.getValue()).filter(type::accepts);
            if (text.isEmpty()) {
                return new Parsed.Invalid(key.get().wireName() + " must be " + type.description());
            }
            values.put(key.get(), text.get());
        }
        return new Parsed.Valid(new SettingsRequest(values));
    }

    private static Optional<String> text(SettingType type, JsonNode value) {
        boolean fits = switch (type) {
            case SettingType.Flag _ -> value.isBoolean();
            case SettingType.Number _ -> value.isIntegralNumber();
            case SettingType.JsonObject _ -> value.isObject();
            case SettingType.Choice _, SettingType.Text _, SettingType.Secret _ -> value.isTextual();
        };
        return fits ? Optional.of(value.isObject() ? value.toString() : value.asText()) : Optional.empty();
    }
}
