package org.shiplog.cluster.purge;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.shiplog.cluster.job.JobContext;
import org.shiplog.cluster.job.JobFailedException;
import org.shiplog.cluster.job.JobKind;
import org.shiplog.domain.aggregate.Entities;
import org.shiplog.domain.aggregate.Outcome;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.audit.AuditLog;
import org.shiplog.domain.audit.AuditLog.AuditLogCommand;
import org.shiplog.domain.audit.AuditLog.AuditLogRefusal;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.job.JobType;
import org.shiplog.http.api.purge.PurgePolicy;
import org.shiplog.projections.audit.AuditPurgeQueries;
import org.shiplog.projections.audit.AuditReadModel;
import org.shiplog.projections.readmodel.Freshness;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves the limit of the audit log on, from event to event, each of which lets the read model drop a month, or so many rows that its
 * transaction stays short. What a broken-off purge has done is done.
 */
public final class AuditLogPurge implements JobKind {
    private static final Logger LOG = LoggerFactory.getLogger(AuditLogPurge.class);
    private static final int ROWS_AT_ONCE = 10_000;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Entities<String, AuditLog, AuditLogCommand, AuditLogRefusal> log;
    private final AuditPurgeQueries queries;
    private final Freshness freshness;
    private final AuditArchive archive;
    private final BooleanSupplier archiving;
    private final InstantSource clock;

    /** @param archiving whether acts are archived before they are purged */
    public AuditLogPurge(
            Entities<String, AuditLog, AuditLogCommand, AuditLogRefusal> log,
            AuditPurgeQueries queries,
            Freshness freshness,
            AuditArchive archive,
            BooleanSupplier archiving,
            InstantSource clock) {
        this.log = log;
        this.queries = queries;
        this.freshness = freshness;
        this.archive = archive;
        this.archiving = archiving;
        this.clock = clock;
    }

    @Override
    public JobType type() {
        return PurgePolicy.TYPE;
    }

    @Override
    public int maxAttempts() {
        return 3;
    }

    @Override
    public String run(JobContext context, String parameters) throws InterruptedException, JobFailedException {
        PurgePolicy policy = PurgePolicy.of(parameters);
        Instant before =
                clock.instant().minus(Duration.ofHours(policy.retentionHours())).truncatedTo(ChronoUnit.SECONDS);
        long acts = await(queries.count(before, policy.eventTypes()));
        context.log(acts + " acts are older than " + before + ", of " + String.join(", ", policy.eventTypes()));
        if (policy.dryRun()) {
            context.log("nothing is purged: a dry run only counts");
            return "{\"dry_run\":true,\"acts\":" + acts + "}";
        }
        Instant limit = acts == 0 ? before : Instant.MIN;
        while (limit.isBefore(before)) {
            limit = next(before, policy);
            archive(context, limit, policy);
            purge(limit, policy);
            context.checkIn("purged before " + limit);
        }
        context.log("purged: the log shows none of them any more");
        return "{\"acts\":" + acts + "}";
    }

    /** A whole month goes at once, whatever is in it; of all else some rows at a time. */
    private Instant next(Instant before, PurgePolicy policy) {
        Optional<Instant> month =
                policy.isOfEverything() ? await(queries.firstMonth(before, policy.eventTypes())) : Optional.empty();
        return month.orElseGet(() -> earlier(await(queries.limit(before, policy.eventTypes(), ROWS_AT_ONCE)), before));
    }

    /** Nothing is purged that could not be archived. */
    private void archive(JobContext context, Instant limit, PurgePolicy policy)
            throws InterruptedException, JobFailedException {
        if (!archiving.getAsBoolean()) {
            return;
        }
        try {
            long acts = archive.write(limit, policy.eventTypes());
            context.log("archived " + acts + " acts before " + limit);
        } catch (RuntimeException e) {
            LOG.warn("cannot archive the audit log before {}", limit, e);
            throw JobFailedException.forNow("what is to be purged cannot be archived, so nothing is purged");
        }
    }

    private void purge(Instant limit, PurgePolicy policy) throws InterruptedException, JobFailedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("stopped between two limits");
        }
        Outcome<AuditLogRefusal> outcome = await(log.execute(
                AuditLog.ENTITY, new AuditLogCommand.PurgeAuditLog(limit, policy.eventTypes()), provenance()));
        if (outcome instanceof Outcome.Refused<AuditLogRefusal>(AuditLogRefusal.TooManyTypes(int most))) {
            throw JobFailedException.forGood("the log cannot be purged of more than " + most + " kinds of acts");
        }
        if (!await(freshness.awaitHead(AuditReadModel.NAME, PATIENCE))) {
            throw JobFailedException.forNow("the audit log has not followed within " + PATIENCE.toSeconds() + " s");
        }
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private Provenance provenance() {
        String id = UUID.randomUUID().toString();
        Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return new Provenance(new Principal.Registry().id(), at, "local", "shiplog", id, id);
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
