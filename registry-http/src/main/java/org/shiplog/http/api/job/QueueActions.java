package org.shiplog.http.api.job;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.shiplog.domain.aggregate.Outcome;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.job.ExecutionCommand;
import org.shiplog.domain.job.JobQueues;
import org.shiplog.domain.job.JobQueues.QueueCommand;
import org.shiplog.domain.job.JobQueues.QueueRefusal;
import org.shiplog.domain.job.JobType;
import org.shiplog.http.api.json.Steps;
import org.shiplog.http.api.port.JobPorts;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.projections.job.JobBoard;
import org.shiplog.projections.webhook.Deliveries;

/** Pauses, resumes and empties queues: that of one type of jobs, or all of them. */
final class QueueActions {
    private static final String ALL = "all";
    private static final Set<JobType> DELIVERIES = Set.of(Deliveries.WEBHOOK, Deliveries.SLACK);

    /** Tasks that one request stops at most; what is beyond is left to the next. */
    private static final int MAX_STOPPED = 5_000;

    private final JobPorts ports;

    QueueActions(JobPorts ports) {
        this.ports = ports;
    }

    /** What has queues: what is started as jobs, and deliveries of webhooks. */
    Set<JobType> types() {
        return Stream.concat(ports.starter().types().stream(), DELIVERIES.stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    CompletionStage<HttpResponse> act(Call call, String type, String action) {
        Set<JobType> types = types(type);
        if (types.isEmpty()) {
            return completedFuture(ErrorResponse.of(ApiError.NOT_FOUND, "no such type of jobs"));
        }
        return switch (action) {
            case "pause" -> change(call, types, true);
            case "resume" -> change(call, types, false);
            case "stop" ->
                types.contains(JobType.SCHEDULER)
                        ? completedFuture(
                                ErrorResponse.of(ApiError.UNPROCESSABLE_ENTITY, "schedules can be paused and resumed"))
                        : types.size() == 1 && DELIVERIES.containsAll(types)
                                ? completedFuture(ErrorResponse.of(
                                        ApiError.UNPROCESSABLE_ENTITY,
                                        "deliveries are stopped by disabling their webhook policy"))
                                : stop(call, List.copyOf(types));
            default ->
                completedFuture(
                        ErrorResponse.of(ApiError.UNPROCESSABLE_ENTITY, "action must be stop, pause or resume"));
        };
    }

    private Set<JobType> types(String text) {
        Set<JobType> known = types();
        if (text.equals(ALL)) {
            return known;
        }
        Optional<JobType> type = JobType.parse(text);
        return type.filter(asked -> known.contains(asked) || asked.equals(JobType.SCHEDULER)).stream()
                .collect(Collectors.toUnmodifiableSet());
    }

    private CompletionStage<HttpResponse> change(Call call, Set<JobType> types, boolean pause) {
        CompletionStage<HttpResponse> done = completedFuture(HttpResponse.create());
        for (JobType type : types) {
            QueueCommand command = pause ? new QueueCommand.PauseQueue(type) : new QueueCommand.ResumeQueue(type);
            Provenance step = Steps.of(call.provenance(), type.value());
            done = done.thenCompose(before -> ports.queues()
                    .execute(JobQueues.ENTITY, command, step)
                    .thenApply(outcome -> switch (outcome) {
                        case Outcome.Accepted<QueueRefusal> _ -> before;
                        case Outcome.Refused<QueueRefusal>(QueueRefusal.TooManyPaused(int limit)) ->
                            ErrorResponse.of(
                                    ApiError.UNPROCESSABLE_ENTITY, "at most " + limit + " queues can be paused");
                    }));
        }
        return done;
    }

    /** Only what waits: what is being done is stopped one by one. */
    private CompletionStage<HttpResponse> stop(Call call, List<JobType> types) {
        CompletionStage<HttpResponse> done = completedFuture(HttpResponse.create());
        for (JobType type : types) {
            done = done.thenCompose(before -> ports.lists()
                    .waiting(type, MAX_STOPPED)
                    .thenCompose(tasks -> stop(call.provenance(), tasks, before)));
        }
        return done;
    }

    private CompletionStage<HttpResponse> stop(Provenance request, List<JobBoard.Waiting> tasks, HttpResponse answer) {
        CompletionStage<HttpResponse> done = completedFuture(answer);
        for (JobBoard.Waiting task : tasks) {
            ExecutionCommand stop = new ExecutionCommand.StopTask(task.taskId());
            Provenance step = Steps.of(request, "task " + task.taskId());
            done = done.thenCompose(before ->
                    ports.executions().execute(task.executionId(), stop, step).thenApply(_ -> before));
        }
        return done;
    }
}
