package org.shiplog.http.settings;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.shiplog.storage.identity.SettingSecrets;

/** The values of the settings that are secrets, for those who must use them. Nothing here answers a request with one. */
public final class SecretSettings {
    private final SettingSecrets secrets;

    public SecretSettings(SettingSecrets secrets) {
        this.secrets = secrets;
    }

    /**
     * The value that the settings have for the key. Empty when none is set, or when it has changed since the settings were read: who
     * needs it then reads the settings again.
     */
    public CompletionStage<Optional<String>> value(Settings settings, SettingKey key) {
        String marker = settings.text(key);
        if (!key.isSecret()) {
            throw new IllegalArgumentException(key + " is no secret");
        }
        return marker.isEmpty() ? CompletableFuture.completedStage(Optional.empty()) : secrets.find(marker);
    }

    /** Keeps a value and answers the marker that stands for it in the setting. */
    public CompletionStage<String> keep(SettingKey key, String value, Settings before) {
        return secrets.keep(key.wireName(), value, marker(key, before));
    }

    /** Forgets the value that the settings had, once they have another. */
    public CompletionStage<Void> forget(SettingKey key, Settings before) {
        return marker(key, before).map(secrets::forget).orElseGet(() -> CompletableFuture.completedStage(null));
    }

    private static Optional<String> marker(SettingKey key, Settings settings) {
        return Optional.of(settings.text(key)).filter(text -> !text.isEmpty());
    }
}
