package org.shiplog.http.api.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.shiplog.http.api.json.Json;
import org.shiplog.projections.job.JobBoard;
import org.shiplog.projections.job.JobExecution;
import org.shiplog.projections.job.JobTask;

/** Executions, tasks and their logs as the API writes them, whatever they are of. */
public final class ExecutionJson {
    private ExecutionJson() {}

    public static ObjectNode execution(JobExecution execution) {
        ObjectNode json = Json.object()
                .put("id", execution.executionId())
                .put("vendor_type", execution.type())
                .put("vendor_id", execution.vendorId())
                .put("status", execution.status())
                .put("status_message", execution.message())
                .put("trigger", execution.trigger());
        json.set("metrics", metrics(execution.counts()));
        json.set("extra_attrs", attributes(execution.attributes()));
        json.put("start_time", execution.startedAt().toString());
        return withTime(json, "end_time", execution.endedAt());
    }

    /** Counts that are zero are left out, as Harbor does. */
    private static ObjectNode metrics(JobExecution.Counts counts) {
        ObjectNode json = Json.object();
        count(json, "task_count", counts.tasks());
        count(json, "success_task_count", counts.succeeded());
        count(json, "error_task_count", counts.failed());
        count(json, "pending_task_count", counts.pending());
        count(json, "running_task_count", counts.running());
        count(json, "scheduled_task_count", counts.scheduled());
        count(json, "stopped_task_count", counts.stopped());
        return json;
    }

    private static void count(ObjectNode json, String name, int count) {
        if (count > 0) {
            json.put(name, count);
        }
    }

    public static ObjectNode task(JobTask task) {
        ObjectNode json = Json.object()
                .put("id", task.taskId())
                .put("execution_id", task.executionId())
                .put("status", task.status())
                .put("status_message", task.message())
                .put("run_count", task.attempts());
        json.set("extra_attrs", attributes(task.result()));
        json.put("creation_time", task.createdAt().toString())
                .put("update_time", task.updatedAt().toString());
        return withTime(withTime(json, "start_time", task.startedAt()), "end_time", task.endedAt());
    }

    /** What a kind of jobs wrote; an empty object when it wrote nothing. */
    public static ObjectNode attributes(String text) {
        return !text.isEmpty() && Json.parse(text) instanceof ObjectNode object ? object : Json.object();
    }

    private static ObjectNode withTime(ObjectNode json, String name, Optional<Instant> time) {
        return time.isPresent() ? json.put(name, time.get().toString()) : json;
    }

    /** A log as text, a line each. */
    public static HttpResponse log(List<JobBoard.LogLine> lines) {
        StringBuilder text = new StringBuilder();
        lines.forEach(
                line -> text.append(line.at()).append(' ').append(line.text()).append('\n'));
        return HttpResponse.create().withEntity(ContentTypes.TEXT_PLAIN_UTF8, text.toString());
    }
}
