package org.shiplog.cluster;

import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.shiplog.cluster.job.BackgroundJobs;
import org.shiplog.cluster.job.Executions;
import org.shiplog.cluster.job.JobKind;
import org.shiplog.cluster.job.JobKinds;
import org.shiplog.cluster.job.JobScheduler;
import org.shiplog.cluster.purge.AuditArchive;
import org.shiplog.cluster.purge.AuditLogPurge;
import org.shiplog.domain.job.JobType;
import org.shiplog.http.api.port.Ids;
import org.shiplog.http.api.port.JobStarter;
import org.shiplog.http.settings.LiveSettings;
import org.shiplog.http.settings.SettingKey;
import org.shiplog.projections.job.WorkQueue;
import org.shiplog.projections.webhook.Deliveries;
import org.shiplog.storage.archive.Archive;

/** What a node does in the background, and every kind of it. */
final class NodeJobs implements AutoCloseable {
    private static final int CONCURRENCY = 10;

    private final Executions executions;
    private final BackgroundJobs running;

    private NodeJobs(Executions executions, BackgroundJobs running) {
        this.executions = executions;
        this.running = running;
    }

    /** @param host where this node runs, for people */
    static NodeJobs start(
            NodeEntities entities, NodeReadSide readSide, Archive archive, Ids ids, String host, InstantSource clock) {
        JobKinds kinds = new JobKinds(kinds(entities, readSide, archive, clock));
        Executions executions = new Executions(entities.executions(), kinds, ids);
        BackgroundJobs.Ground ground = new BackgroundJobs.Ground(
                entities.executions(),
                readSide.workQueue(),
                new WorkQueue.Pool(
                        UUID.randomUUID().toString(),
                        host,
                        ProcessHandle.current().pid(),
                        CONCURRENCY),
                readSide.jobBell(),
                RandomGenerator.getDefault(),
                clock);
        JobScheduler scheduler =
                new JobScheduler(entities.schedules(), readSide.jobBoard(), executions, kinds, ids, clock);
        return new NodeJobs(executions, BackgroundJobs.start(ground, kinds, scheduler));
    }

    private static List<JobKind> kinds(
            NodeEntities entities, NodeReadSide readSide, Archive archive, InstantSource clock) {
        LiveSettings settings = new LiveSettings(entities.settings(), clock);
        return List.of(new AuditLogPurge(
                entities.auditLog(),
                readSide.auditPurges(),
                readSide.freshness(),
                new AuditArchive(archive, readSide.auditPurges(), readSide.ledger()::sign),
                () -> settings.refresh().toCompletableFuture().join().flag(SettingKey.AUDIT_LOG_ARCHIVE),
                clock));
    }

    /** The types of all that waits somewhere, those included that are no jobs but look like it from outside. */
    Set<JobType> queues() {
        return Stream.concat(executions.types().stream(), Stream.of(Deliveries.WEBHOOK, Deliveries.SLACK))
                .collect(Collectors.toUnmodifiableSet());
    }

    JobStarter starter() {
        return executions;
    }

    @Override
    public void close() {
        running.close();
    }
}
