package org.shiplog.cluster;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import javax.crypto.SecretKey;
import org.apache.pekko.stream.Materializer;
import org.shiplog.cluster.NodeLogins.Ground;
import org.shiplog.http.api.port.DirectoryPorts;
import org.shiplog.http.api.port.Ids;
import org.shiplog.http.auth.Elsewhere;
import org.shiplog.http.auth.FormBody;
import org.shiplog.http.auth.SessionRoutes;
import org.shiplog.http.auth.external.Departures;
import org.shiplog.http.auth.external.LiveProvider;
import org.shiplog.http.auth.external.LiveStandings;
import org.shiplog.http.auth.external.LogoutRoute;
import org.shiplog.http.auth.external.NameBody;
import org.shiplog.http.auth.external.NamedHosts;
import org.shiplog.http.auth.external.Newcomers;
import org.shiplog.http.auth.external.OidcRoutes;
import org.shiplog.http.auth.external.OidcUsers;
import org.shiplog.http.auth.external.Onboarding;
import org.shiplog.http.auth.external.OnboardingRoutes;
import org.shiplog.http.auth.external.ProviderIdTokens;
import org.shiplog.http.auth.external.ProviderVoucher;
import org.shiplog.http.auth.external.SealedLogins;
import org.shiplog.http.auth.external.TrustedWorkloads;
import org.shiplog.http.auth.oidc.LoginStates;
import org.shiplog.http.auth.oidc.OidcPing;
import org.shiplog.http.auth.workload.WorkloadTokens;
import org.shiplog.http.outbound.AddressGuard;
import org.shiplog.http.outbound.GuardedFetch;
import org.shiplog.http.outbound.NameResolver;
import org.shiplog.http.outbound.TlsTrust;
import org.shiplog.http.route.Route;
import org.shiplog.http.settings.SettingKey;
import org.shiplog.http.settings.Settings;
import org.shiplog.storage.identity.ExternalArrivals;
import org.shiplog.storage.identity.ExternalIdentities;
import org.shiplog.storage.identity.ExternalStandings;
import org.shiplog.storage.identity.LoginSessions;
import org.shiplog.storage.identity.SettingSecrets;
import org.shiplog.storage.identity.UserProfiles;

/** Everybody who vouches for callers, put together. */
final class NodeElsewhere {
    private final Ground ground;
    private final SecretKey key;
    private final SecureRandom random;
    private final LiveProvider provider;
    private final ExternalStandings standings;
    private final ExternalArrivals arrivals;
    private final SealedLogins sealed;
    private final OidcUsers users;
    private final NodePasswords passwords;
    private final Elsewhere elsewhere;
    private final DirectoryPorts directories;

    /** @param key for what is sealed, the same on every node */
    NodeElsewhere(Ground ground, UserProfiles profiles, LoginSessions sessions, SecretKey key, SecureRandom random) {
        InstantSource clock = ground.clock();
        this.ground = ground;
        this.key = key;
        this.random = random;
        this.standings = new ExternalStandings(ground.database(), ground.blocking());
        this.arrivals = new ExternalArrivals(ground.database(), ground.blocking());
        this.sealed = new SealedLogins(key, random);
        SettingSecrets secrets = new SettingSecrets(ground.database(), ground.blocking(), random);
        AddressGuard guard = new AddressGuard(
                NameResolver.SYSTEM,
                ground.blocking(),
                host -> isAllowed(ground.settings().now(), host));
        Onboarding onboarding = new Onboarding(newcomers(ground, profiles), clock);
        this.passwords = new NodePasswords(
                ground, new NodePasswords.Shared(onboarding, standings, sealed, secrets, guard, random));
        this.provider = new LiveProvider(ground.settings(), secrets, ground.system(), guard, clock);
        this.users = new OidcUsers(
                new OidcUsers.Stores(new ExternalIdentities(ground.database(), ground.blocking()), standings),
                onboarding,
                provider,
                sealed,
                clock);
        this.directories = passwords.ports(new OidcPing(ground.system(), guard, clock));
        this.elsewhere = new Elsewhere(
                passwords.logins(),
                new TrustedWorkloads(new WorkloadTokens(
                        new GuardedFetch(ground.system(), guard, TlsTrust.platform(), false), clock)),
                new LiveStandings(
                        ground.entities().accounts(),
                        standings,
                        passwords.vouchers(new ProviderVoucher(provider, users, standings, sealed, clock)),
                        new Departures(onboarding, standings, sessions),
                        clock),
                new ProviderIdTokens(provider, users),
                passwords.reviews());
    }

    private static Newcomers newcomers(Ground ground, UserProfiles profiles) {
        return new Newcomers(
                ground.entities().accounts().users(),
                ground.entities().groups(),
                profiles,
                () -> ground.ids().next(Ids.Sequence.USER),
                () -> ground.ids().next(Ids.Sequence.GROUP));
    }

    /** Hosts within one's own network are reached only when an administrator has named them. */
    private static boolean isAllowed(Settings settings, String host) {
        return NamedHosts.contain(settings, host) || isListed(settings, host);
    }

    /** Whether an administrator allows to send requests there on behalf of anybody. */
    static boolean isListed(Settings settings, String host) {
        return List.of(settings.text(SettingKey.OUTBOUND_ALLOWED_HOSTS).split("[ ,]+"))
                .contains(host);
    }

    Elsewhere elsewhere() {
        return elsewhere;
    }

    DirectoryPorts directories() {
        return directories;
    }

    /** Where browsers come by who log in at the provider or the proxy. */
    List<Route> routes(SessionRoutes sessions, FormBody forms) {
        NameBody bodies = new NameBody(Materializer.createMaterializer(ground.system()));
        OnboardingRoutes newcomers = new OnboardingRoutes(
                new OnboardingRoutes.Parts(arrivals, sealed, forms, bodies, random),
                users,
                sessions,
                ground.externalUrl(),
                ground.clock());
        LoginStates states = new LoginStates(key, random, ground.clock());
        List<Route> routes = new ArrayList<>(newcomers.routes());
        routes.addAll(new OidcRoutes(provider, states, users, sessions, newcomers, ground.externalUrl()).routes());
        routes.add(passwords.route(sessions));
        routes.add(new LogoutRoute(provider, standings, sealed, sessions, ground.externalUrl()).route());
        return routes;
    }

    /** Removes logins that have waited too long for a name, and tells how many. */
    CompletionStage<Integer> clean() {
        return arrivals.clean(ground.clock().instant());
    }
}
