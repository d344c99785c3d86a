package org.shiplog.http.auth.external;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.shiplog.http.auth.proxy.AuthProxy;
import org.shiplog.http.auth.proxy.ProxySettings;
import org.shiplog.http.outbound.AddressGuard;
import org.shiplog.http.settings.LiveSettings;
import org.shiplog.http.settings.SettingKey;
import org.shiplog.http.settings.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The proxy that authenticates, which the settings name, made anew when they change. */
public final class LiveAuthProxy {
    private static final Logger LOG = LoggerFactory.getLogger(LiveAuthProxy.class);
    private static final String HTTP = "http_auth";

    private final LiveSettings settings;
    private final MadeOfSettings<AuthProxy> proxy;

    public LiveAuthProxy(LiveSettings settings, ClassicActorSystemProvider system, AddressGuard guard) {
        this.settings = settings;
        this.proxy = new MadeOfSettings<>(settings, set -> completedFuture(make(settings(set), system, guard)));
    }

    boolean isOn() {
        return settings.now().text(SettingKey.AUTH_MODE).equals(HTTP);
    }

    /** Whether users and groups may be named whom the proxy cannot be asked for. */
    boolean skipsSearch() {
        return settings.now().flag(SettingKey.HTTP_AUTHPROXY_SKIP_SEARCH);
    }

    /** Empty while what is set cannot be used. */
    CompletionStage<Optional<AuthProxy>> now() {
        return proxy.now();
    }

    private static Optional<AuthProxy> make(ProxySettings set, ClassicActorSystemProvider system, AddressGuard guard) {
        if (!set.faults().isEmpty()) {
            LOG.warn("the settings of the authentication proxy cannot be used: {}", set.faults());
            return Optional.empty();
        }
        return Optional.of(AuthProxy.create(set, system, guard));
    }

    private static ProxySettings settings(Settings set) {
        return new ProxySettings(
                set.text(SettingKey.HTTP_AUTHPROXY_ENDPOINT),
                set.text(SettingKey.HTTP_AUTHPROXY_TOKENREVIEW_ENDPOINT),
                set.flag(SettingKey.HTTP_AUTHPROXY_VERIFY_CERT),
                set.text(SettingKey.HTTP_AUTHPROXY_SERVER_CERTIFICATE),
                words(set.text(SettingKey.HTTP_AUTHPROXY_ADMIN_GROUPS)),
                words(set.text(SettingKey.HTTP_AUTHPROXY_ADMIN_USERNAMES)));
    }

    private static Set<String> words(String text) {
        return Stream.of(text.split(","))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }
}
