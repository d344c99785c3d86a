package org.shiplog.http;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.stream.Materializer;
import org.shiplog.http.api.port.DirectoryPorts;
import org.shiplog.http.auth.Accounts;
import org.shiplog.http.auth.Elsewhere;
import org.shiplog.http.auth.FormBody;
import org.shiplog.http.auth.SessionRoutes;
import org.shiplog.http.auth.external.Departures;
import org.shiplog.http.auth.external.DirectoryUsers;
import org.shiplog.http.auth.external.DirectoryVoucher;
import org.shiplog.http.auth.external.LdapLogins;
import org.shiplog.http.auth.external.LiveAuthProxy;
import org.shiplog.http.auth.external.LiveDirectory;
import org.shiplog.http.auth.external.LiveProvider;
import org.shiplog.http.auth.external.LiveStandings;
import org.shiplog.http.auth.external.LiveUaa;
import org.shiplog.http.auth.external.LogoutRoute;
import org.shiplog.http.auth.external.NameBody;
import org.shiplog.http.auth.external.NamedHosts;
import org.shiplog.http.auth.external.OidcRoutes;
import org.shiplog.http.auth.external.OidcUsers;
import org.shiplog.http.auth.external.Onboarding;
import org.shiplog.http.auth.external.OnboardingRoutes;
import org.shiplog.http.auth.external.PasswordsElsewhere;
import org.shiplog.http.auth.external.ProviderIdTokens;
import org.shiplog.http.auth.external.ProviderVoucher;
import org.shiplog.http.auth.external.ProxyLogins;
import org.shiplog.http.auth.external.ProxyRoute;
import org.shiplog.http.auth.external.ProxyUsers;
import org.shiplog.http.auth.external.ProxyVoucher;
import org.shiplog.http.auth.external.SealedLogins;
import org.shiplog.http.auth.external.TrustedWorkloads;
import org.shiplog.http.auth.external.UaaLogins;
import org.shiplog.http.auth.external.UaaUsers;
import org.shiplog.http.auth.external.UaaVoucher;
import org.shiplog.http.auth.oidc.LoginStates;
import org.shiplog.http.auth.oidc.OidcPing;
import org.shiplog.http.auth.workload.WorkloadTokens;
import org.shiplog.http.outbound.AddressGuard;
import org.shiplog.http.outbound.Loopback;
import org.shiplog.http.outbound.NameResolver;
import org.shiplog.http.route.ExternalUrl;
import org.shiplog.http.route.Route;
import org.shiplog.http.settings.LiveSettings;
import org.shiplog.storage.identity.ExternalArrivals;
import org.shiplog.storage.identity.ExternalIdentities;
import org.shiplog.storage.identity.ExternalStandings;
import org.shiplog.storage.identity.LoginSessions;
import org.shiplog.storage.identity.SettingSecrets;

/** What of a test's server asks those who know its people and machines; they are on loopback. */
final class LoginsElsewhere {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Parts parts;
    private final ActorSystem<?> system;
    private final SecretKey key = key();
    private final SealedLogins sealed = new SealedLogins(key, RANDOM);
    private final ExternalStandings standings = new ExternalStandings(TestDatabase.get(), Runnable::run);
    private final AddressGuard guard;
    private final LiveProvider provider;
    private final OidcUsers users;
    private final LiveDirectory directory;
    private final DirectoryUsers directoryUsers;
    private final ProxyUsers proxyUsers;
    private final LiveAuthProxy authProxy;
    private final ProxyLogins proxy;
    private final UaaUsers uaaUsers;
    private final LiveUaa uaa;
    private final PasswordsElsewhere passwords;

    /** Of the test's server. */
    record Parts(
            Accounts accounts,
            LoginSessions sessions,
            LiveSettings settings,
            SettingSecrets secrets,
            Onboarding onboarding,
            InstantSource clock) {}

    LoginsElsewhere(Parts parts, ActorSystem<?> system) {
        this.parts = parts;
        this.system = system;
        LiveSettings settings = parts.settings();
        InstantSource clock = parts.clock();
        this.guard =
                new AddressGuard(NameResolver.SYSTEM, Runnable::run, host -> NamedHosts.contain(settings.now(), host));
        this.provider = new LiveProvider(settings, parts.secrets(), system, guard, clock);
        ExternalIdentities identities = new ExternalIdentities(TestDatabase.get(), Runnable::run);
        this.users =
                new OidcUsers(new OidcUsers.Stores(identities, standings), parts.onboarding(), provider, sealed, clock);
        this.directory = new LiveDirectory(settings, parts.secrets(), Runnable::run);
        this.directoryUsers = new DirectoryUsers(parts.onboarding(), standings, clock);
        this.proxyUsers = new ProxyUsers(parts.onboarding(), standings, sealed, clock);
        this.authProxy = new LiveAuthProxy(settings, system, guard);
        this.proxy = new ProxyLogins(authProxy, proxyUsers, RANDOM, clock);
        this.uaaUsers = new UaaUsers(parts.onboarding(), standings, clock);
        this.uaa = new LiveUaa(settings, parts.secrets(), system, guard);
        this.passwords = new PasswordsElsewhere(
                List.of(new LdapLogins(directory, directoryUsers), proxy, new UaaLogins(uaa, uaaUsers)), RANDOM, clock);
    }

    private static SecretKey key() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return new SecretKeySpec(bytes, "AES");
    }

    Elsewhere elsewhere() {
        return new Elsewhere(
                passwords,
                new TrustedWorkloads(new WorkloadTokens(Loopback.fetch(), parts.clock())),
                new LiveStandings(
                        parts.accounts(),
                        standings,
                        new LiveStandings.Vouchers(
                                new DirectoryVoucher(directory, directoryUsers),
                                new ProviderVoucher(provider, users, standings, sealed, parts.clock()),
                                new ProxyVoucher(authProxy, proxyUsers, sealed),
                                new UaaVoucher(uaa, uaaUsers)),
                        new Departures(parts.onboarding(), standings, parts.sessions()),
                        parts.clock()),
                new ProviderIdTokens(provider, users),
                proxy);
    }

    DirectoryPorts ports() {
        AddressGuard nowhere = new AddressGuard(NameResolver.SYSTEM, Runnable::run, _ -> false);
        return new DirectoryPorts(
                directory,
                directoryUsers,
                passwords,
                new OidcPing(system, nowhere, parts.clock()),
                parts.settings(),
                Runnable::run);
    }

    List<Route> routes(SessionRoutes pages, FormBody forms, ExternalUrl externalUrl) {
        ExternalArrivals arrivals = new ExternalArrivals(TestDatabase.get(), Runnable::run);
        OnboardingRoutes newcomers = new OnboardingRoutes(
                new OnboardingRoutes.Parts(
                        arrivals, sealed, forms, new NameBody(Materializer.createMaterializer(system)), RANDOM),
                users,
                pages,
                externalUrl,
                parts.clock());
        LoginStates states = new LoginStates(key, RANDOM, parts.clock());
        List<Route> all = new ArrayList<>(newcomers.routes());
        all.addAll(new OidcRoutes(provider, states, users, pages, newcomers, externalUrl).routes());
        all.add(new ProxyRoute(proxy, pages).route());
        all.add(new LogoutRoute(provider, standings, sealed, pages, externalUrl).route());
        return all;
    }
}
