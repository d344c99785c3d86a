package org.shiplog.http.auth.external;

import static org.shiplog.http.settings.SettingKey.AUTH_MODE;
import static org.shiplog.http.settings.SettingKey.OIDC_CLIENT_SECRET;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.shiplog.http.auth.oidc.OidcProvider;
import org.shiplog.http.auth.oidc.OidcSettings;
import org.shiplog.http.outbound.AddressGuard;
import org.shiplog.http.settings.LiveSettings;
import org.shiplog.http.settings.SecretSettings;
import org.shiplog.http.settings.SettingKey;
import org.shiplog.http.settings.Settings;
import org.shiplog.storage.identity.SettingSecrets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The OpenID Connect provider that the settings name, made anew when they change. */
public final class LiveProvider {
    private static final Logger LOG = LoggerFactory.getLogger(LiveProvider.class);
    private static final JsonMapper JSON = new JsonMapper();
    private static final String OIDC = "oidc_auth";

    private final LiveSettings settings;
    private final MadeOfSettings<OidcProvider> provider;

    public LiveProvider(
            LiveSettings settings,
            SettingSecrets secrets,
            ClassicActorSystemProvider system,
            AddressGuard guard,
            InstantSource clock) {
        this.settings = settings;
        SecretSettings hidden = new SecretSettings(secrets);
        this.provider = new MadeOfSettings<>(
                settings,
                set -> hidden.value(set, OIDC_CLIENT_SECRET)
                        .thenApply(secret -> make(
                                settings(set, secret.orElse("")),
                                usable -> OidcProvider.create(usable, system, guard, clock))));
    }

    /** Whether people log in there. */
    public boolean isOn() {
        return settings.now().text(AUTH_MODE).equals(OIDC);
    }

    boolean takesInAnybody() {
        return settings.now().flag(SettingKey.OIDC_AUTO_ONBOARD);
    }

    /** Empty while what is set cannot be used. */
    CompletionStage<Optional<OidcProvider>> now() {
        return provider.now();
    }

    private static Optional<OidcProvider> make(OidcSettings set, Function<OidcSettings, OidcProvider> maker) {
        List<OidcSettings.Refusal> refusals = set.refusals();
        if (!refusals.isEmpty()) {
            LOG.warn("the settings of the provider cannot be used: {}", refusals);
            return Optional.empty();
        }
        return Optional.of(maker.apply(set));
    }

    private static OidcSettings settings(Settings set, String secret) {
        String name = set.text(SettingKey.OIDC_NAME);
        return new OidcSettings(
                name.isEmpty() ? "OIDC" : name,
                set.text(SettingKey.OIDC_ENDPOINT),
                set.text(SettingKey.OIDC_CLIENT_ID),
                secret,
                scopes(set.text(SettingKey.OIDC_SCOPE)),
                set.flag(SettingKey.OIDC_VERIFY_CERT),
                set.text(SettingKey.OIDC_CA_CERTIFICATE),
                set.text(SettingKey.OIDC_USER_CLAIM),
                set.text(SettingKey.OIDC_GROUPS_CLAIM),
                set.text(SettingKey.OIDC_ADMIN_GROUP),
                set.text(SettingKey.OIDC_GROUP_FILTER),
                set.flag(SettingKey.OIDC_AUTO_ONBOARD),
                parameters(set.text(SettingKey.OIDC_EXTRA_REDIRECT_PARMS)),
                set.flag(SettingKey.OIDC_LOGOUT));
    }

    private static List<String> scopes(String text) {
        List<String> named =
                Stream.of(text.split("[ ,]+")).filter(scope -> !scope.isEmpty()).toList();
        return named.contains("openid")
                ? named
                : Stream.concat(Stream.of("openid"), named.stream()).toList();
    }

    private static Map<String, String> parameters(String json) {
        try {
            return JSON.readValue(json, new TypeReference<>() {});
        } catch (JsonProcessingException malformed) {
            LOG.warn("oidc_extra_redirect_parms is no JSON object of texts and is left out");
            return Map.of();
        }
    }
}
