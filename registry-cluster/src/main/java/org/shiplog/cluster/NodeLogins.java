package org.shiplog.cluster;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
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
import org.shiplog.http.auth.LoginRecorder;
import org.shiplog.http.auth.Logins;
import org.shiplog.http.auth.Passwords;
import org.shiplog.http.auth.RecordedLogins;
import org.shiplog.http.auth.SecretChecks;
import org.shiplog.http.auth.SessionRoutes;
import org.shiplog.http.auth.Sessions;
import org.shiplog.http.auth.SigningKeys;
import org.shiplog.http.auth.TokenSettings;
import org.shiplog.http.route.Authentication;
import org.shiplog.http.route.ExternalUrl;
import org.shiplog.http.route.LiveRights;
import org.shiplog.http.route.Presence;
import org.shiplog.http.route.Route;
import org.shiplog.http.settings.LiveSettings;
import org.shiplog.storage.identity.LoginSessions;
import org.shiplog.storage.identity.OperatorRequests;
import org.shiplog.storage.identity.PostgresLoginSessions;
import org.shiplog.storage.identity.PostgresUserProfiles;
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
    private final NodeElsewhere others;
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
            LoginRecorder recorder,
            Ids ids,
            ExternalUrl externalUrl,
            InstantSource clock) {}

    NodeLogins(Ground ground, Passwords passwords, SigningKeys keys) {
        LiveSettings settings = ground.settings();
        InstantSource clock = ground.clock();
        this.profiles = new PostgresUserProfiles(ground.database(), ground.blocking());
        this.checks = ground.telemetry().watched(new SecretChecks(passwords, random, clock));
        LoginSessions stored = new PostgresLoginSessions(ground.database(), ground.blocking());
        this.others = new NodeElsewhere(ground, profiles, stored, key(keys), random);
        Authenticator logins = new RecordedLogins(
                ground.telemetry()
                        .watched(new Logins(ground.entities().accounts(), others.elsewhere(), checks, settings, clock)),
                ground.recorder());
        this.sessions = new Sessions(
                stored, ground.entities().accounts(), others.elsewhere().standings(), settings, random, clock);
        this.identity = new Identity(
                logins,
                ground.entities().accounts(),
                sessions,
                keys,
                new Identity.Tokens(TokenSettings.STANDARD, settings, ground.rights(), others.elsewhere(), clock),
                new OperatorRequests(ground.database(), ground.blocking()));
        FormBody forms = new FormBody(Materializer.createMaterializer(ground.system()));
        SessionRoutes pages =
                new SessionRoutes(logins, sessions, ground.externalUrl(), forms, settings, ground.recorder());
        this.visits = Stream.of(identity.routes(), pages.routes(), others.routes(pages, forms))
                .flatMap(List::stream)
                .toList();
        ground.system()
                .scheduler()
                .scheduleWithFixedDelay(
                        CLEANING, CLEANING, this::clean, ground.system().executionContext());
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

    private void clean() {
        sessions.clean().thenCombine(others.clean(), Integer::sum).whenComplete((_, failure) -> {
            if (failure != null) {
                LOG.warn("cannot remove sessions and logins that are over, trying again in {}", CLEANING, failure);
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
        return others.directories();
    }

    Authentication authentication() {
        return identity.authentication();
    }

    Presence presence() {
        return identity.presence();
    }

    List<Route> routes() {
        return visits;
    }
}
