package org.shiplog.http.api.port;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.shiplog.projections.job.JobBoard;
import org.shiplog.projections.job.JobExecution;
import org.shiplog.projections.job.JobTask;
import org.shiplog.projections.query.ListQuery;
import org.shiplog.projections.query.Listing;
import org.shiplog.projections.webhook.DeliveryQueries.LastTrigger;
import org.shiplog.projections.webhook.Trial;

/** Webhook policies in pages, and their deliveries. It shows everything that was done before it was asked for. */
public interface WebhookLists {
    /** The ids of the project's policies. */
    CompletionStage<Listing<Long>> policies(long projectId, ListQuery list);

    /** By default the newest first. */
    CompletionStage<Listing<JobExecution>> executions(long policyId, ListQuery list);

    CompletionStage<Optional<JobExecution>> execution(long policyId, long executionId);

    CompletionStage<Listing<JobTask>> tasks(long policyId, long executionId, ListQuery list);

    /** Those of all executions, by default the newest first. */
    CompletionStage<Listing<JobTask>> tasks(long policyId, ListQuery list);

    CompletionStage<Optional<JobTask>> task(long policyId, long executionId, long taskId);

    CompletionStage<List<JobBoard.LogLine>> log(long taskId);

    CompletionStage<List<LastTrigger>> lastTriggers(long projectId);

    /** How many deliveries wait, by policy; those with none are left out. */
    CompletionStage<Map<Long, Long>> backlogs(List<Long> policies);

    /** Lets an event that did not happen be delivered; the number of the execution. */
    CompletionStage<Long> test(Trial trial);
}
