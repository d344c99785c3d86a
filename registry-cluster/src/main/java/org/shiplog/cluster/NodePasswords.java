package org.shiplog.cluster;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import org.shiplog.cluster.NodeLogins.Ground;
import org.shiplog.http.api.port.DirectoryPorts;
import org.shiplog.http.auth.SessionRoutes;
import org.shiplog.http.auth.TokenReviews;
import org.shiplog.http.auth.external.DirectoryUsers;
import org.shiplog.http.auth.external.DirectoryVoucher;
import org.shiplog.http.auth.external.LdapLogins;
import org.shiplog.http.auth.external.LiveAuthProxy;
import org.shiplog.http.auth.external.LiveDirectory;
import org.shiplog.http.auth.external.LiveStandings;
import org.shiplog.http.auth.external.LiveUaa;
import org.shiplog.http.auth.external.Onboarding;
import org.shiplog.http.auth.external.PasswordsElsewhere;
import org.shiplog.http.auth.external.ProxyLogins;
import org.shiplog.http.auth.external.ProxyRoute;
import org.shiplog.http.auth.external.ProxyUsers;
import org.shiplog.http.auth.external.ProxyVoucher;
import org.shiplog.http.auth.external.SealedLogins;
import org.shiplog.http.auth.external.UaaLogins;
import org.shiplog.http.auth.external.UaaUsers;
import org.shiplog.http.auth.external.UaaVoucher;
import org.shiplog.http.auth.external.Voucher;
import org.shiplog.http.auth.oidc.OidcPing;
import org.shiplog.http.outbound.AddressGuard;
import org.shiplog.http.route.Route;
import org.shiplog.storage.identity.ExternalStandings;
import org.shiplog.storage.identity.SettingSecrets;

/** The directory, the proxy and the UAA server that check passwords of users, put together. */
final class NodePasswords {
    private final Ground ground;
    private final LiveDirectory directory;
    private final DirectoryUsers directoryUsers;
    private final Voucher proxyVoucher;
    private final Voucher uaaVoucher;
    private final ProxyLogins proxy;
    private final PasswordsElsewhere logins;

    /** What of those who vouch for users has to do with all of them. */
    record Shared(
            Onboarding onboarding,
            ExternalStandings standings,
            SealedLogins sealed,
            SettingSecrets secrets,
            AddressGuard guard,
            SecureRandom random) {}

    NodePasswords(Ground ground, Shared shared) {
        InstantSource clock = ground.clock();
        this.ground = ground;
        this.directory = new LiveDirectory(ground.settings(), shared.secrets(), ground.blocking());
        this.directoryUsers = new DirectoryUsers(shared.onboarding(), shared.standings(), clock);
        LiveAuthProxy server = new LiveAuthProxy(ground.settings(), ground.system(), shared.guard());
        ProxyUsers proxyUsers = new ProxyUsers(shared.onboarding(), shared.standings(), shared.sealed(), clock);
        this.proxy = new ProxyLogins(server, proxyUsers, shared.random(), clock);
        this.proxyVoucher = new ProxyVoucher(server, proxyUsers, shared.sealed());
        LiveUaa uaa = new LiveUaa(ground.settings(), shared.secrets(), ground.system(), shared.guard());
        UaaUsers uaaUsers = new UaaUsers(shared.onboarding(), shared.standings(), clock);
        this.uaaVoucher = new UaaVoucher(uaa, uaaUsers);
        this.logins = new PasswordsElsewhere(
                List.of(new LdapLogins(directory, directoryUsers), proxy, new UaaLogins(uaa, uaaUsers)),
                shared.random(),
                clock);
    }

    PasswordsElsewhere logins() {
        return logins;
    }

    TokenReviews reviews() {
        return proxy;
    }

    LiveStandings.Vouchers vouchers(Voucher provider) {
        return new LiveStandings.Vouchers(
                new DirectoryVoucher(directory, directoryUsers), provider, proxyVoucher, uaaVoucher);
    }

    DirectoryPorts ports(OidcPing provider) {
        return new DirectoryPorts(directory, directoryUsers, logins, provider, ground.settings(), ground.blocking());
    }

    /** Where browsers come by whom the proxy sends. */
    Route route(SessionRoutes sessions) {
        return new ProxyRoute(proxy, sessions).route();
    }
}
