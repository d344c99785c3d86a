package org.shiplog.http.auth.external;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.shiplog.http.auth.uaa.UaaServer;
import org.shiplog.http.auth.uaa.UaaSettings;
import org.shiplog.http.outbound.AddressGuard;
import org.shiplog.http.settings.LiveSettings;
import org.shiplog.http.settings.SecretSettings;
import org.shiplog.http.settings.SettingKey;
import org.shiplog.http.settings.Settings;
import org.shiplog.storage.identity.SettingSecrets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The UAA server that the settings name, made anew when they change. */
public final class LiveUaa {
    private static final Logger LOG = LoggerFactory.getLogger(LiveUaa.class);
    private static final String UAA = "uaa_auth";

    private final LiveSettings settings;
    private final MadeOfSettings<UaaServer> server;

    public LiveUaa(
            LiveSettings settings, SettingSecrets secrets, ClassicActorSystemProvider system, AddressGuard guard) {
        this.settings = settings;
        SecretSettings hidden = new SecretSettings(secrets);
        this.server = new MadeOfSettings<>(
                settings,
                set -> hidden.value(set, SettingKey.UAA_CLIENT_SECRET)
                        .thenApply(secret -> make(settings(set, secret.orElse("")), system, guard)));
    }

    boolean isOn() {
        return settings.now().text(SettingKey.AUTH_MODE).equals(UAA);
    }

    /** Empty while what is set cannot be used. */
    CompletionStage<Optional<UaaServer>> now() {
        return server.now();
    }

    private static Optional<UaaServer> make(UaaSettings set, ClassicActorSystemProvider system, AddressGuard guard) {
        if (!set.faults().isEmpty()) {
            LOG.warn("the settings of the UAA server cannot be used: {}", set.faults());
            return Optional.empty();
        }
        return Optional.of(UaaServer.create(set, system, guard));
    }

    private static UaaSettings settings(Settings set, String secret) {
        return new UaaSettings(
                set.text(SettingKey.UAA_ENDPOINT),
                set.text(SettingKey.UAA_CLIENT_ID),
                secret,
                set.flag(SettingKey.UAA_VERIFY_CERT),
                set.text(SettingKey.UAA_CA_CERTIFICATE));
    }
}
