package org.shiplog.cluster.forward;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.shiplog.cluster.job.Backoff;
import org.shiplog.cluster.job.Loop;
import org.shiplog.http.audit.AuditSinks;
import org.shiplog.http.audit.ForwardPlan;
import org.shiplog.http.settings.LiveSettings;
import org.shiplog.http.settings.SecretSettings;
import org.shiplog.http.settings.SettingKey;
import org.shiplog.http.settings.Settings;
import org.shiplog.projections.forward.ForwardCursor;
import org.shiplog.projections.forward.ForwardCursor.Taken;
import org.shiplog.projections.forward.ForwardStart;
import org.shiplog.projections.journal.JournalBell;
import org.shiplog.projections.journal.JournalReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forwards every act to the receiver in the settings, in the journal's order and at least once. One node does it, by a lease; the others
 * look every two seconds whether it still does. What was not confirmed is sent again after a failure, by whichever node.
 *
 * <p>It reads the journal like a read model and writes nothing but its place, so a receiver that is away makes nobody wait: the
 * backlog is the journal itself.
 */
public final class AuditForwarder implements AutoCloseable {
    /** How long a node that says nothing keeps others from forwarding; longer than any pause between two attempts. */
    public static final Duration LEASE = Duration.ofSeconds(30);

    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final Duration IDLE = Duration.ofSeconds(1);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);
    private static final Logger LOG = LoggerFactory.getLogger(AuditForwarder.class);

    private final Parts parts;
    private final Backoff backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE, RandomGenerator.getDefault());
    private final Loop loop;
    private Optional<Delivery> delivery = Optional.empty();
    private Optional<ForwardPlan> plan = Optional.empty();
    private long notBefore = System.nanoTime();
    private int failures;
    private boolean forgotten;
    private boolean closed;
    private volatile Optional<String> failure = Optional.empty();

    /** What forwarding stands on. */
    public record Parts(
            ForwardCursor cursor,
            ForwardStart start,
            JournalReader reader,
            LiveSettings settings,
            SecretSettings secrets,
            AuditSinks sinks) {}

    private AuditForwarder(Parts parts, JournalBell bell) {
        this.parts = parts;
        this.loop = Loop.start("audit forwarder", this::turn, bell);
    }

    public static AuditForwarder start(Parts parts, JournalBell bell) {
        return new AuditForwarder(parts, bell);
    }

    /** Why this node cannot deliver; empty when it can, or need not. */
    public Optional<String> failure() {
        return failure;
    }

    private synchronized Duration turn() {
        Duration pause = Duration.ofNanos(notBefore - System.nanoTime());
        if (closed || pause.isPositive()) {
            return closed ? IDLE : pause;
        }
        Settings settings = parts.settings().now();
        Optional<ForwardPlan> wanted = ForwardPlan.of(settings);
        if (!wanted.equals(plan)) {
            drop();
            plan = wanted;
            failures = 0;
        }
        try {
            return wanted.isPresent() ? forward(settings, wanted.get()) : rest();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return IDLE;
        } catch (IOException | SQLException | RuntimeException e) {
            return wanted.isPresent() ? fail(e) : retry(e);
        }
    }

    private Duration retry(Exception e) {
        LOG.debug("cannot find out whether the audit log is to be forwarded", e);
        return wait(LOOK);
    }

    /** What was delivered is forgotten only when the setting is known to be empty, and not while it is unknown. */
    private Duration rest() throws SQLException {
        failure = Optional.empty();
        if (!forgotten) {
            Settings known = parts.settings().refresh().toCompletableFuture().join();
            if (ForwardPlan.of(known).isEmpty()) {
                parts.cursor().forget();
                forgotten = true;
            }
        }
        return wait(LOOK);
    }

    private Duration forward(Settings settings, ForwardPlan wanted)
            throws SQLException, IOException, InterruptedException {
        forgotten = false;
        if (delivery.isEmpty()) {
            switch (parts.cursor().take()) {
                case Taken.Missing _ ->
                    parts.cursor()
                            .begin(parts.start().beforeLastChange(SettingKey.AUDIT_LOG_FORWARD_ENDPOINT.wireName()));
                case Taken.Elsewhere _ -> {
                    failure = Optional.empty();
                    return wait(LOOK);
                }
                case Taken.Held(var place) ->
                    delivery = Optional.of(new Delivery(
                            parts.cursor(), parts.reader(), parts.sinks().open(wanted, token(settings)), place));
            }
            return Duration.ZERO;
        }
        Delivery.Progress progress = delivery.get().go();
        if (progress == Delivery.Progress.LOST) {
            LOG.warn("another node forwards the audit log now");
            drop();
            return wait(LOOK);
        }
        if (failures > 0) {
            LOG.info("the audit log is forwarded again");
        }
        failures = 0;
        failure = Optional.empty();
        return progress == Delivery.Progress.MORE ? Duration.ZERO : IDLE;
    }

    private Optional<String> token(Settings settings) throws IOException {
        if (settings.text(SettingKey.AUDIT_LOG_FORWARD_TOKEN).isEmpty()) {
            return Optional.empty();
        }
        Optional<String> token = parts.secrets()
                .value(settings, SettingKey.AUDIT_LOG_FORWARD_TOKEN)
                .toCompletableFuture()
                .join();
        if (token.isEmpty()) {
            throw new IOException("the token has changed just now");
        }
        return token;
    }

    private Duration fail(Exception e) {
        String reason = AuditSinks.reason(e);
        drop();
        Duration pause = backoff.after(failures++);
        if (!failure.equals(Optional.of(reason))) {
            LOG.warn("cannot forward the audit log, trying again and again: {}", reason);
        }
        failure = Optional.of(reason);
        try {
            parts.cursor().fail(reason);
        } catch (SQLException | RuntimeException unreachable) {
            LOG.debug("cannot take note of a failure", unreachable);
        }
        return wait(pause);
    }

    /** Not even the bell wakes the loop earlier. */
    private Duration wait(Duration pause) {
        notBefore = System.nanoTime() + pause.toNanos();
        return pause;
    }

    private void drop() {
        delivery.ifPresent(Delivery::close);
        delivery = Optional.empty();
    }

    /** Confirms what was sent, and lets another node go on at once. */
    @Override
    public void close() {
        loop.close();
        end();
    }

    private synchronized void end() {
        closed = true;
        try {
            if (delivery.isPresent()) {
                delivery.get().confirm();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (IOException | SQLException | RuntimeException e) {
            LOG.debug("what was forwarded last will be sent again", e);
        }
        drop();
        release();
    }

    /** Also when nothing could be delivered just now. */
    private void release() {
        try {
            if (plan.isPresent()) {
                parts.cursor().release();
            }
        } catch (SQLException | RuntimeException e) {
            LOG.debug("others wait for the end of the lease", e);
        }
    }
}
