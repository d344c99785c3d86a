package org.shiplog.http.auth.external;

import java.util.stream.Stream;
import org.shiplog.http.auth.uaa.UaaSettings;
import org.shiplog.http.outbound.ServerUrl;
import org.shiplog.http.settings.SettingKey;
import org.shiplog.http.settings.Settings;

/** The hosts that an administrator has named by saying where people log in. They are asked wherever they are. */
public final class NamedHosts {
    private NamedHosts() {}

    /** @param host as {@link org.shiplog.http.outbound.AddressGuard} asks for it */
    public static boolean contain(Settings set, String host) {
        return Stream.of(
                        set.text(SettingKey.OIDC_ENDPOINT),
                        set.text(SettingKey.HTTP_AUTHPROXY_ENDPOINT),
                        set.text(SettingKey.HTTP_AUTHPROXY_TOKENREVIEW_ENDPOINT),
                        UaaSettings.url(set.text(SettingKey.UAA_ENDPOINT)))
                .anyMatch(url -> ServerUrl.isOf(url, host));
    }
}
