package org.shiplog.cluster.job;

import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.aggregate.Entities;
import org.shiplog.domain.aggregate.Outcome;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.job.Execution;
import org.shiplog.domain.job.ExecutionCommand;
import org.shiplog.domain.job.ExecutionFacts;
import org.shiplog.domain.job.ExecutionRefusal;
import org.shiplog.domain.job.JobType;
import org.shiplog.domain.job.TaskPlan;
import org.shiplog.http.api.port.Ids;
import org.shiplog.http.api.port.JobStarter;

/** Starts executions. */
public final class Executions implements JobStarter {
    private final Entities<Long, Execution, ExecutionCommand, ExecutionRefusal> entities;
    private final JobKinds kinds;
    private final Ids ids;

    public Executions(Entities<Long, Execution, ExecutionCommand, ExecutionRefusal> entities, JobKinds kinds, Ids ids) {
        this.entities = entities;
        this.kinds = kinds;
        this.ids = ids;
    }

    @Override
    public CompletionStage<Long> start(Job job, Provenance provenance) {
        return ids.next(Ids.Sequence.EXECUTION)
                .thenCompose(id -> start(id, job, provenance).thenApply(_ -> id));
    }

    @Override
    public Set<JobType> types() {
        return kinds.types();
    }

    /** Starts the execution of that id, which nothing else has. Has no effect when it was started already. */
    public CompletionStage<Void> start(long executionId, Job job, Provenance provenance) {
        int attempts = kinds.find(job.type())
                .map(JobKind::maxAttempts)
                .orElseThrow(() -> new IllegalArgumentException("nobody here does a " + job.type()));
        ExecutionFacts facts =
                new ExecutionFacts(job.type(), job.vendorId(), job.trigger(), attempts, job.attributes());
        return plans(job.tasks())
                .thenCompose(plans ->
                        entities.execute(executionId, new ExecutionCommand.StartExecution(facts, plans), provenance))
                .thenAccept(outcome -> {
                    if (outcome instanceof Outcome.Refused<ExecutionRefusal>(ExecutionRefusal refusal)) {
                        throw new IllegalStateException("execution " + executionId + ": " + refusal);
                    }
                });
    }

    /** Whether it was started and nothing of it is left to do. */
    CompletionStage<Boolean> hasEnded(long executionId) {
        return entities.query(executionId, new Execution.HasEnded());
    }

    private CompletionStage<List<TaskPlan>> plans(List<String> tasks) {
        CompletionStage<List<TaskPlan>> plans = CompletableFuture.completedFuture(new ArrayList<>());
        for (String parameters : tasks) {
            plans = plans.thenCombine(ids.next(Ids.Sequence.TASK), (made, taskId) -> {
                made.add(new TaskPlan(taskId, parameters));
                return made;
            });
        }
        return plans;
    }

    /** For what the registry does by itself. */
    static Provenance ofRegistry(InstantSource clock) {
        String id = UUID.randomUUID().toString();
        return new Provenance(
                new Principal.Registry().id(),
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                "local",
                "shiplog",
                id,
                id);
    }
}
