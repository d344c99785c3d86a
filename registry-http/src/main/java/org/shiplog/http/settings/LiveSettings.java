package org.shiplog.http.settings;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.shiplog.domain.aggregate.Entities;
import org.shiplog.domain.settings.SystemSettings;
import org.shiplog.domain.settings.SystemSettings.FindSettings;
import org.shiplog.domain.settings.SystemSettings.SettingsCommand;
import org.shiplog.domain.settings.SystemSettings.SettingsRefusal;
import org.shiplog.http.route.Policy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The settings, answered from memory. A change is known here within {@link #STALE} of the next request after it; one that was made
 * through this node at once. While the entity does not answer, what was last known holds.
 */
public final class LiveSettings implements Policy {
    /** How old an answer may be before it is asked for again. */
    static final Duration STALE = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(LiveSettings.class);

    private final Entities<String, SystemSettings, SettingsCommand, SettingsRefusal> entities;
    private final InstantSource clock;
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile Snapshot snapshot = new Snapshot(Settings.INITIAL, Instant.EPOCH);

    private record Snapshot(Settings settings, Instant at) {}

    public LiveSettings(
            Entities<String, SystemSettings, SettingsCommand, SettingsRefusal> entities, InstantSource clock) {
        this.entities = entities;
        this.clock = clock;
    }

    /** What is known, and if that is old, asks for the next caller. */
    public Settings now() {
        Snapshot known = snapshot;
        boolean old = known.at().plus(STALE).isBefore(clock.instant());
        if (old && asking.compareAndSet(false, true)) {
            refresh().whenComplete((_, failure) -> {
                asking.set(false);
                if (failure != null) {
                    LOG.warn("cannot read the settings; those of {} hold", known.at(), failure);
                }
            });
        }
        return snapshot.settings();
    }

    /** Asks now. To be called before the first request, and after a change. */
    public CompletionStage<Settings> refresh() {
        Instant asked = clock.instant();
        return entities.query(SystemSettings.ENTITY, new FindSettings()).thenApply(found -> {
            Settings settings = new Settings(found.values());
            snapshot = new Snapshot(settings, asked);
            return settings;
        });
    }

    @Override
    public boolean allowsAnonymous() {
        return now().flag(SettingKey.ANONYMOUS_ACCESS);
    }

    @Override
    public boolean isReadOnly() {
        return now().flag(SettingKey.READ_ONLY);
    }
}
