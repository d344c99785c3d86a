package org.shiplog.http.api.readmodel;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.shiplog.http.api.port.WebhookLists;
import org.shiplog.projections.job.JobBoard;
import org.shiplog.projections.job.JobExecution;
import org.shiplog.projections.job.JobTask;
import org.shiplog.projections.query.ListQuery;
import org.shiplog.projections.query.Listing;
import org.shiplog.projections.readmodel.Freshness;
import org.shiplog.projections.webhook.DeliveryQueries;
import org.shiplog.projections.webhook.DeliveryQueries.LastTrigger;
import org.shiplog.projections.webhook.DeliveryQueue;
import org.shiplog.projections.webhook.Trial;
import org.shiplog.projections.webhook.WebhookReadModel;

/** Reads the webhooks' tables, waiting up to two seconds for what was done before. */
public final class ReadModelWebhooks implements WebhookLists {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final DeliveryQueries queries;
    private final DeliveryQueue queue;
    private final Freshness freshness;

    public ReadModelWebhooks(DeliveryQueries queries, DeliveryQueue queue, Freshness freshness) {
        this.queries = queries;
        this.queue = queue;
        this.freshness = freshness;
    }

    private <T> CompletionStage<T> fresh(Supplier<CompletionStage<T>> question) {
        return freshness
                .awaitHead(WebhookReadModel.NAME, WebhookReadModel.RANGES, PATIENCE)
                .thenCompose(_ -> question.get());
    }

    @Override
    public CompletionStage<Listing<Long>> policies(long projectId, ListQuery list) {
        return fresh(() -> queries.policies(projectId, list));
    }

    @Override
    public CompletionStage<Listing<JobExecution>> executions(long policyId, ListQuery list) {
        return fresh(() -> queries.executions(policyId, list));
    }

    @Override
    public CompletionStage<Optional<JobExecution>> execution(long policyId, long executionId) {
        return queries.execution(policyId, executionId);
    }

    @Override
    public CompletionStage<Listing<JobTask>> tasks(long policyId, long executionId, ListQuery list) {
        return queries.tasks(policyId, executionId, list);
    }

    @Override
    public CompletionStage<Listing<JobTask>> tasks(long policyId, ListQuery list) {
        return fresh(() -> queries.tasks(policyId, list));
    }

    @Override
    public CompletionStage<Optional<JobTask>> task(long policyId, long executionId, long taskId) {
        return queries.task(policyId, executionId, taskId);
    }

    @Override
    public CompletionStage<List<JobBoard.LogLine>> log(long taskId) {
        return queries.log(taskId);
    }

    @Override
    public CompletionStage<List<LastTrigger>> lastTriggers(long projectId) {
        return fresh(() -> queries.lastTriggers(projectId));
    }

    @Override
    public CompletionStage<Map<Long, Long>> backlogs(List<Long> policies) {
        return queries.backlogs(policies);
    }

    @Override
    public CompletionStage<Long> test(Trial trial) {
        return fresh(() -> queue.test(trial));
    }
}
