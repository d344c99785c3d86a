package org.shiplog.projections.readmodel;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.cluster.sharding.typed.ShardedDaemonProcessSettings;
import org.apache.pekko.cluster.sharding.typed.javadsl.ShardedDaemonProcess;
import org.apache.pekko.projection.ProjectionBehavior;
import org.apache.pekko.projection.ProjectionId;
import org.apache.pekko.projection.javadsl.ExactlyOnceProjection;
import org.apache.pekko.projection.jdbc.javadsl.JdbcProjection;
import org.shiplog.projections.journal.EventDecoder;
import org.shiplog.projections.journal.JournalBatch;
import org.shiplog.projections.journal.JournalBell;
import org.shiplog.projections.journal.JournalReader;
import org.shiplog.projections.journal.JournalSource;
import org.shiplog.projections.journal.SliceRange;

/**
 * Runs read models over the cluster: each with a worker per range of slices, each worker on one node at a time. A
 * worker that fails starts again from its stored offset, after 0.2 to 10 s; one that meets an event it must not pass over fails
 * until the cause is gone.
 */
public final class ReadModels {
    /** Those of read models that do not care for the order of different entities' events. */
    public static final List<SliceRange> RANGES = SliceRange.split(4);

    private static final Duration FIRST_RESTART = Duration.ofMillis(200);
    private static final Duration LAST_RESTART = Duration.ofSeconds(10);
    private static final double RESTART_JITTER = 0.2;

    private final DataSource database;
    private final JournalReader reader;
    private final JournalBell bell;
    private final Executor blocking;

    /**
     * @param database a pool with room for every worker's connection
     * @param blocking where workers wait for events: one long call each, so virtual threads
     */
    public ReadModels(DataSource database, EventDecoder decoder, JournalBell bell, Executor blocking) {
        this.database = database;
        this.reader = new JournalReader(database, decoder);
        this.bell = bell;
        this.blocking = blocking;
    }

    /** Shares the workers out over the cluster's nodes. To be called once on every node. */
    public void start(ActorSystem<?> system, List<ReadModel> models) {
        for (ReadModel model : models) {
            ShardedDaemonProcess.get(system)
                    .init(
                            ProjectionBehavior.Command.class,
                            "read-model-" + model.name(),
                            model.ranges().size(),
                            worker -> worker(system, model, model.ranges().get(worker)),
                            ShardedDaemonProcessSettings.create(system),
                            Optional.of(ProjectionBehavior.stopMessage()));
        }
    }

    /** The worker of one range, for as long as its actor lives. */
    public Behavior<ProjectionBehavior.Command> worker(ActorSystem<?> system, ReadModel model, SliceRange range) {
        ExactlyOnceProjection<String, JournalBatch> projection = JdbcProjection.exactlyOnce(
                ProjectionId.of(model.name(), range.key()),
                new JournalSource(reader, bell, range, blocking),
                () -> DatabaseSession.open(database),
                () -> new ReadModelHandler(model, range),
                system);
        return ProjectionBehavior.create(projection.withRestartBackoff(FIRST_RESTART, LAST_RESTART, RESTART_JITTER));
    }
}
