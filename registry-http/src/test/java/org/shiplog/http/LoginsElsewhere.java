package org.shiplog.http;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;
import org.apache.pekko.actor.typed.ActorSystem;
import org.shiplog.http.auth.SessionRoutes;
import org.shiplog.http.auth.WorkloadLogins;
import org.shiplog.http.auth.external.LiveProvider;
import org.shiplog.http.auth.external.OidcRoutes;
import org.shiplog.http.auth.external.OidcUsers;
import org.shiplog.http.auth.external.Onboarding;
import org.shiplog.http.auth.external.TrustedWorkloads;
import org.shiplog.http.auth.oidc.LoginStates;
import org.shiplog.http.auth.workload.WorkloadTokens;
import org.shiplog.http.outbound.AddressGuard;
import org.shiplog.http.outbound.Loopback;
import org.shiplog.http.outbound.NameResolver;
import org.shiplog.http.route.ExternalUrl;
import org.shiplog.http.route.Route;
import org.shiplog.http.settings.LiveSettings;
import org.shiplog.storage.identity.ExternalIdentities;
import org.shiplog.storage.identity.SettingSecrets;

/** What of a test's server asks those who know its people and machines; they are on loopback. */
record LoginsElsewhere(
        LiveSettings settings,
        SettingSecrets secrets,
        Onboarding onboarding,
        ExternalUrl externalUrl,
        InstantSource clock) {

    static WorkloadLogins workloads(InstantSource clock) {
        return new TrustedWorkloads(new WorkloadTokens(Loopback.fetch(), clock));
    }

    List<Route> routes(ActorSystem<?> system, SessionRoutes pages, SecureRandom random) {
        AddressGuard guard =
                new AddressGuard(NameResolver.SYSTEM, Runnable::run, host -> LiveProvider.isHost(settings.now(), host));
        LiveProvider provider = new LiveProvider(settings, secrets, system, guard, clock);
        byte[] key = new byte[32];
        random.nextBytes(key);
        return new OidcRoutes(
                        provider,
                        new LoginStates(new SecretKeySpec(key, "AES"), random, clock),
                        new OidcUsers(new ExternalIdentities(TestDatabase.get(), Runnable::run), onboarding, provider),
                        pages,
                        externalUrl)
                .routes();
    }
}
