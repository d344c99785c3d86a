package org.shiplog.http;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.stream.Materializer;
import org.shiplog.http.auth.Elsewhere;
import org.shiplog.http.auth.FormBody;
import org.shiplog.http.auth.SessionRoutes;
import org.shiplog.http.auth.external.LiveProvider;
import org.shiplog.http.auth.external.LogoutRoute;
import org.shiplog.http.auth.external.NameBody;
import org.shiplog.http.auth.external.OidcRoutes;
import org.shiplog.http.auth.external.OidcUsers;
import org.shiplog.http.auth.external.Onboarding;
import org.shiplog.http.auth.external.OnboardingRoutes;
import org.shiplog.http.auth.external.SealedLogins;
import org.shiplog.http.auth.external.TrustedWorkloads;
import org.shiplog.http.auth.oidc.LoginStates;
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
import org.shiplog.storage.identity.SettingSecrets;

/** What of a test's server asks those who know its people and machines; they are on loopback. */
record LoginsElsewhere(
        LiveSettings settings,
        SettingSecrets secrets,
        Onboarding onboarding,
        ExternalStandings standings,
        ExternalUrl externalUrl,
        InstantSource clock) {

    /** Nobody vouches for people, and whoever signs for machines does. */
    static Elsewhere elsewhere(InstantSource clock) {
        NobodyElse nobody = new NobodyElse();
        return new Elsewhere(
                new NoDirectory(), new TrustedWorkloads(new WorkloadTokens(Loopback.fetch(), clock)), nobody, nobody);
    }

    List<Route> routes(ActorSystem<?> system, SessionRoutes pages, FormBody forms, SecureRandom random) {
        AddressGuard guard =
                new AddressGuard(NameResolver.SYSTEM, Runnable::run, host -> LiveProvider.isHost(settings.now(), host));
        LiveProvider provider = new LiveProvider(settings, secrets, system, guard, clock);
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        SecretKey key = new SecretKeySpec(bytes, "AES");
        SealedLogins sealed = new SealedLogins(key, random);
        ExternalIdentities identities = new ExternalIdentities(TestDatabase.get(), Runnable::run);
        OidcUsers users =
                new OidcUsers(new OidcUsers.Stores(identities, standings), onboarding, provider, sealed, clock);
        ExternalArrivals arrivals = new ExternalArrivals(TestDatabase.get(), Runnable::run);
        OnboardingRoutes newcomers = new OnboardingRoutes(
                new OnboardingRoutes.Parts(
                        arrivals, sealed, forms, new NameBody(Materializer.createMaterializer(system)), random),
                users,
                pages,
                externalUrl,
                clock);
        LoginStates states = new LoginStates(key, random, clock);
        List<Route> all = new ArrayList<>(newcomers.routes());
        all.addAll(new OidcRoutes(provider, states, users, pages, newcomers, externalUrl).routes());
        all.add(new LogoutRoute(provider, standings, sealed, pages, externalUrl).route());
        return all;
    }
}
