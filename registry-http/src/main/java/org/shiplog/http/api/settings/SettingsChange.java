package org.shiplog.http.api.settings;

import static java.util.concurrent.CompletableFuture.completedStage;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.shiplog.domain.aggregate.Outcome;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.settings.SystemSettings;
import org.shiplog.domain.settings.SystemSettings.SettingsCommand.ChangeSettings;
import org.shiplog.domain.settings.SystemSettings.SettingsRefusal;
import org.shiplog.http.api.port.SettingsPorts;
import org.shiplog.http.settings.SettingKey;
import org.shiplog.http.settings.Settings;

/**
 * Changes settings, all of a request or none.
 *
 * <p>A secret is kept aside first, then the change is made, then the secret before it is forgotten: whoever reads the settings in
 * between finds the value that belongs to what it read. What a failure leaves behind goes with a later change.
 */
final class SettingsChange {
    private static final Pattern HOST_AND_PORT =
            Pattern.compile("(?:[A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}]):[0-9]{1,5}");

    private final SettingsPorts ports;

    SettingsChange(SettingsPorts ports) {
        this.ports = ports;
    }

    /** Makes the change; why it cannot be made, for people, or empty when it was. */
    CompletionStage<Optional<String>> make(SettingsRequest request, Provenance provenance) {
        return ports.live()
                .refresh()
                .thenCompose(before -> fault(before, request).thenCompose(fault -> {
                    if (fault.isPresent()) {
                        return completedStage(fault);
                    }
                    return markers(before, request).thenCompose(values -> change(before, values, provenance));
                }));
    }

    private CompletionStage<Optional<String>> change(
            Settings before, Map<String, Optional<String>> values, Provenance provenance) {
        if (values.isEmpty()) {
            return completedStage(Optional.empty());
        }
        return ports.entities()
                .execute(SystemSettings.ENTITY, new ChangeSettings(values), provenance)
                .thenCompose(outcome -> switch (outcome) {
                    case Outcome.Accepted<SettingsRefusal> _ ->
                        ports.live()
                                .refresh()
                                .thenCompose(_ -> forget(before, values))
                                .thenApply(_ -> Optional.<String>empty());
                    case Outcome.Refused<SettingsRefusal>(SettingsRefusal.TooManySettings(int limit)) ->
                        completedStage(Optional.of("there can be at most " + limit + " settings"));
                });
    }

    /** What is to be stored: of secrets their markers, and nothing for what stays as it is. */
    private CompletionStage<Map<String, Optional<String>>> markers(Settings before, SettingsRequest request) {
        CompletionStage<Map<String, Optional<String>>> stored = completedStage(new TreeMap<>());
        for (Map.Entry<SettingKey, String> entry : request.values().entrySet()) {
            SettingKey key = entry.getKey();
            String value = entry.getValue();
            if (key.isSecret() && !value.isEmpty()) {
                stored = stored.thenCombine(ports.secrets().keep(key, value, before), (values, marker) -> {
                    values.put(key.wireName(), Optional.of(marker));
                    return values;
                });
            } else if (!value.equals(before.text(key))) {
                Optional<String> changed = key.isSecret() ? Optional.empty() : Optional.of(value);
                stored = stored.thenApply(values -> {
                    values.put(key.wireName(), changed);
                    return values;
                });
            }
        }
        return stored;
    }

    private CompletionStage<Void> forget(Settings before, Map<String, Optional<String>> values) {
        CompletionStage<Void> done = completedStage(null);
        for (String name : values.keySet()) {
            Optional<SettingKey> secret = SettingKey.of(name).filter(SettingKey::isSecret);
            if (secret.isPresent()) {
                done = done.thenCompose(_ -> ports.secrets().forget(secret.get(), before));
            }
        }
        return done;
    }

    private CompletionStage<Optional<String>> fault(Settings before, SettingsRequest request) {
        String endpoint = after(before, request, SettingKey.AUDIT_LOG_FORWARD_ENDPOINT);
        if (!endpoint.isEmpty() && !HOST_AND_PORT.matcher(endpoint).matches()) {
            return completedStage(Optional.of("audit_log_forward_endpoint must be of the form host:port"));
        }
        if (endpoint.isEmpty()
                && after(before, request, SettingKey.SKIP_AUDIT_LOG_DATABASE).equals("true")) {
            return completedStage(Optional.of(
                    "skip_audit_log_database needs audit_log_forward_endpoint, or the log would go nowhere"));
        }
        boolean sameMode = after(before, request, SettingKey.AUTH_MODE).equals(before.text(SettingKey.AUTH_MODE));
        return sameMode
                ? completedStage(Optional.empty())
                : ports.users()
                        .besidesTheFirst()
                        .thenApply(users -> users == 0
                                ? Optional.empty()
                                : Optional.of("auth_mode cannot be changed while there are users besides the first"
                                        + " administrator"));
    }

    private static String after(Settings before, SettingsRequest request, SettingKey key) {
        return request.values().getOrDefault(key, before.text(key));
    }
}
