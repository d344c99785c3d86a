package org.shiplog.http.auth;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Source;
import org.shiplog.domain.aggregate.Entities;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.identity.RobotName;
import org.shiplog.domain.identity.Username;
import org.shiplog.domain.login.LoginAct;
import org.shiplog.domain.login.LoginAct.Kind;
import org.shiplog.domain.login.LoginLog;
import org.shiplog.domain.login.LoginLog.LoginCommand;
import org.shiplog.domain.login.LoginLog.LoginCommand.RecordLogins;
import org.shiplog.domain.login.LoginLog.LoginRefusal;
import org.shiplog.http.recording.BatchRecorder;
import org.shiplog.http.settings.LiveSettings;
import org.shiplog.http.settings.SettingKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts logins on record. Nobody gets a session before the login is there. Logouts and refusals follow within seconds, in batches that
 * are tried again under the same ids; what a node had not handed over when it was killed is not on record.
 */
public final class LoginRecorder implements AutoCloseable {
    /** The kinds of acts that administrators may have left out of the log. */
    public static final List<String> OPTIONAL = List.of("login_user", "logout_user");

    private static final int MAX_KEPT = 10_000;
    private static final Duration DELAY = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(LoginRecorder.class);

    private final LiveSettings settings;
    private final RefusalCounts refusals;
    private final BatchRecorder<LoginAct, List<LoginAct>> batches;

    public LoginRecorder(
            Entities<String, LoginLog, LoginCommand, LoginRefusal> log,
            LiveSettings settings,
            InstantSource clock,
            Materializer materializer) {
        this.settings = settings;
        this.refusals = new RefusalCounts(clock, this::isName);
        this.batches = new BatchRecorder<>(
                new BatchRecorder.Terms("logouts", MAX_KEPT, 1),
                Flow.of(LoginAct.class)
                        .merge(Source.tick(DELAY, DELAY, Done.getInstance()).mapConcat(_ -> refusals.due()), true)
                        .groupedWithin(LoginLog.MAX_BATCH, DELAY),
                (batch, provenance) -> log.execute(LoginLog.ENTITY, new RecordLogins(batch), provenance),
                clock,
                materializer);
    }

    /** Completes when it is on record that somebody logged in; fails when that cannot be. */
    CompletionStage<Void> loggedIn(Principal.Person person, Provenance provenance) {
        return isLeftOut("login_user")
                ? CompletableFuture.completedFuture(null)
                : batches.put(List.of(act(Kind.LOGGED_IN, person, provenance)), provenance.commandId());
    }

    void loggedOut(Principal.Person person, Provenance provenance) {
        if (!isLeftOut("logout_user")) {
            note(act(Kind.LOGGED_OUT, person, provenance));
        }
    }

    /** @param name as it was given */
    void refused(String name, Provenance request) {
        if (!isLeftOut("login_user")) {
            refusals.count(name, request).ifPresent(this::note);
        }
    }

    private boolean isName(String text) {
        String prefix = settings.now().text(SettingKey.ROBOT_NAME_PREFIX);
        return Username.parse(text).isPresent()
                || text.startsWith(prefix)
                        && RobotName.parse(text.substring(prefix.length())).isPresent();
    }

    private boolean isLeftOut(String kind) {
        return Arrays.asList(settings.now()
                        .text(SettingKey.DISABLED_AUDIT_LOG_EVENT_TYPES)
                        .split(","))
                .contains(kind);
    }

    /** Who logs in is not known by the request that does it. */
    private static LoginAct act(Kind kind, Principal.Person person, Provenance request) {
        return new LoginAct(
                kind, person.id(), request.at(), request.clientAddress(), request.userAgent(), request.requestId(), 1);
    }

    private void note(LoginAct act) {
        if (!batches.offer(act)) {
            LOG.error("the log of logins is full: that {} was {} is not on record", act.username(), act.kind());
        }
    }

    /** Hands over what was noted, for at most five seconds. */
    @Override
    public void close() {
        refusals.rest().forEach(this::note);
        batches.close();
    }
}
