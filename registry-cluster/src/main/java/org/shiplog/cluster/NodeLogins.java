package org.shiplog.cluster;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import javax.sql.DataSource;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.stream.Materializer;
import org.shiplog.http.api.port.DirectoryPorts;
import org.shiplog.http.api.port.Ids;
import org.shiplog.http.auth.Authenticator;
import org.shiplog.http.auth.FormBody;
import org.shiplog.http.auth.Identity;
import org.shiplog.http.auth.Logins;
import org.shiplog.http.auth.Passwords;
import org.shiplog.http.auth.SecretChecks;
import org.shiplog.http.auth.SessionRoutes;
import org.shiplog.http.auth.Sessions;
import org.shiplog.http.auth.SigningKeys;
import org.shiplog.http.auth.TokenSettings;
import org.shiplog.http.auth.external.LdapLogins;
import org.shiplog.http.auth.external.LiveDirectory;
import org.shiplog.http.auth.external.LiveProvider;
import org.shiplog.http.auth.external.Newcomers;
import org.shiplog.http.auth.external.OidcRoutes;
import org.shiplog.http.auth.external.OidcUsers;
import org.shiplog.http.auth.external.Onboarding;
import org.shiplog.http.auth.external.TrustedWorkloads;
import org.shiplog.http.auth.oidc.LoginStates;
import org.shiplog.http.auth.oidc.OidcPing;
import org.shiplog.http.auth.workload.WorkloadTokens;
import org.shiplog.http.outbound.AddressGuard;
import org.shiplog.http.outbound.GuardedFetch;
import org.shiplog.http.outbound.NameResolver;
import org.shiplog.http.outbound.TlsTrust;
import org.shiplog.http.route.Authentication;
import org.shiplog.http.route.ExternalUrl;
import org.shiplog.http.route.LiveRights;
import org.shiplog.http.route.Route;
import org.shiplog.http.settings.LiveSettings;
import org.shiplog.http.settings.SettingKey;
import org.shiplog.http.settings.Settings;
import org.shiplog.storage.identity.ExternalIdentities;
import org.shiplog.storage.identity.OperatorRequests;
import org.shiplog.storage.identity.PostgresLoginSessions;
import org.shiplog.storage.identity.PostgresUserProfiles;
import org.shiplog.storage.identity.SettingSecrets;
import org.shiplog.storage.identity.UserProfiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ways to find out who calls, put together. */
final class NodeLogins {
    private static final Logger LOG = LoggerFactory.getLogger(NodeLogins.class);
    private static final Duration CLEANING = Duration.ofMinutes(10);

    private final UserProfiles profiles;
    private final Sessions sessions;
    private final SecretChecks checks;
    private final SecureRandom random = new SecureRandom();
    private final DirectoryPorts directories;
    private final Identity identity;
    private final List<Route> visits;

    /** What logins stand on. */
    record Ground(
            ActorSystem<?> system,
            NodeEntities entities,
            NodeTelemetry telemetry,
            DataSource database,
            Executor blocking,
            LiveSettings settings,
            LiveRights rights,
            Ids ids,
            ExternalUrl externalUrl,
            InstantSource clock) {}

    NodeLogins(Ground ground, Passwords passwords, SigningKeys keys) {
        LiveSettings settings = ground.settings();
        InstantSource clock = ground.clock();
        this.profiles = new PostgresUserProfiles(ground.database(), ground.blocking());
        this.checks = new SecretChecks(passwords, random, clock);
        SettingSecrets secrets = new SettingSecrets(ground.database(), ground.blocking(), random);
        AddressGuard guard =
                new AddressGuard(NameResolver.SYSTEM, ground.blocking(), host -> isAllowed(settings.now(), host));
        Onboarding onboarding = new Onboarding(
                new Newcomers(
                        ground.entities().accounts().users(),
                        ground.entities().groups(),
                        profiles,
                        () -> ground.ids().next(Ids.Sequence.USER),
                        () -> ground.ids().next(Ids.Sequence.GROUP)),
                clock);
        LiveDirectory directory = new LiveDirectory(settings, secrets, ground.blocking());
        this.directories = new DirectoryPorts(
                directory, onboarding, new OidcPing(ground.system(), guard, clock), settings, ground.blocking());
        Authenticator logins = ground.telemetry()
                .watched(new Logins(
                        ground.entities().accounts(),
                        new LdapLogins(directory, onboarding, random, clock),
                        new TrustedWorkloads(new WorkloadTokens(
                                new GuardedFetch(ground.system(), guard, TlsTrust.platform(), false), clock)),
                        checks,
                        settings,
                        clock));
        this.sessions = new Sessions(
                new PostgresLoginSessions(ground.database(), ground.blocking()),
                ground.entities().accounts(),
                settings,
                random,
                clock);
        this.identity = new Identity(
                logins,
                ground.entities().accounts(),
                sessions,
                keys,
                new Identity.Tokens(TokenSettings.STANDARD, settings, ground.rights(), clock),
                new OperatorRequests(ground.database(), ground.blocking()));
        SessionRoutes pages = new SessionRoutes(
                logins, sessions, ground.externalUrl(), new FormBody(Materializer.createMaterializer(ground.system())));
        LiveProvider provider = new LiveProvider(settings, secrets, ground.system(), guard, clock);
        OidcRoutes elsewhere = new OidcRoutes(
                provider,
                new LoginStates(key(keys), random, clock),
                new OidcUsers(new ExternalIdentities(ground.database(), ground.blocking()), onboarding, provider),
                pages,
                ground.externalUrl());
        this.visits = Stream.of(identity.routes(), pages.routes(), elsewhere.routes())
                .flatMap(List::stream)
                .toList();
        ground.system()
                .scheduler()
                .scheduleWithFixedDelay(
                        CLEANING,
                        CLEANING,
                        () -> clean(sessions),
                        ground.system().executionContext());
    }

    /** Hosts within one's own network are reached only when an administrator has named them. */
    private static boolean isAllowed(Settings settings, String host) {
        return LiveProvider.isHost(settings, host)
                || Set.of(settings.text(SettingKey.OUTBOUND_ALLOWED_HOSTS).split("[ ,]+"))
                        .contains(host);
    }

    /** The same on every node, and another one when the key that signs is another one. */
    private static SecretKey key(SigningKeys keys) {
        try {
            MessageDigest hash = MessageDigest.getInstance("SHA-256");
            hash.update("shiplog logins that have begun".getBytes(StandardCharsets.US_ASCII));
            return new SecretKeySpec(hash.digest(keys.secret()), "AES");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static void clean(Sessions sessions) {
        sessions.clean().whenComplete((_, failure) -> {
            if (failure != null) {
                LOG.warn("cannot remove sessions that have expired, trying again in {}", CLEANING, failure);
            }
        });
    }

    UserProfiles profiles() {
        return profiles;
    }

    Sessions sessions() {
        return sessions;
    }

    SecretChecks checks() {
        return checks;
    }

    SecureRandom random() {
        return random;
    }

    DirectoryPorts directories() {
        return directories;
    }

    Authentication authentication() {
        return identity.authentication();
    }

    List<Route> routes() {
        return visits;
    }
}
