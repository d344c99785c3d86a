package org.shiplog.http.api.job;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.shiplog.domain.access.Permission;
import org.shiplog.domain.job.JobType;
import org.shiplog.http.api.json.Json;
import org.shiplog.http.api.json.ListRequest;
import org.shiplog.http.api.json.PathNumber;
import org.shiplog.http.api.port.JobLists;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.http.route.Handler;
import org.shiplog.http.route.PathTemplate;
import org.shiplog.http.route.Route;

/** Executions of every type and their tasks, to be watched. Harbor shows them only by what they are of. */
public final class ExecutionRoutes {
    private static final String EXECUTIONS = "/api/shiplog/v1/executions";
    private static final String EXECUTION = EXECUTIONS + "/{execution_id}";
    private static final Access LIST = new Access.OnSystem(new Permission("jobservice-monitor", "list"));

    private final JobLists lists;

    public ExecutionRoutes(JobLists lists) {
        this.lists = lists;
    }

    public List<Route> routes() {
        return List.of(
                get("listExecutions", EXECUTIONS, this::list),
                get("getExecution", EXECUTION, this::show),
                get("listExecutionTasks", EXECUTION + "/tasks", this::tasks));
    }

    private static Route get(String id, String path, Handler handler) {
        return new Route(id, HttpMethods.GET, PathTemplate.of(path), LIST, handler);
    }

    private CompletionStage<HttpResponse> list(Call call) {
        ListRequest request = ListRequest.of(call.request());
        Optional<String> type = request.query().get("vendor_type");
        if (type.isPresent() && JobType.parse(type.get()).isEmpty()) {
            return completedFuture(ErrorResponse.of(ApiError.BAD_REQUEST, "vendor_type is no type of jobs"));
        }
        JobLists.Scope scope = type.flatMap(JobType::parse)
                .<JobLists.Scope>map(JobLists.Scope.OfType::new)
                .orElseGet(JobLists.Scope.Everything::new);
        return request.answer(list -> lists.executions(scope, list), ExecutionJson::execution);
    }

    private CompletionStage<HttpResponse> show(Call call) {
        return lists.execution(PathNumber.of(call, "execution_id"))
                .thenApply(found -> found.map(execution -> Json.ok(ExecutionJson.execution(execution)))
                        .orElseGet(ExecutionRoutes::unknown));
    }

    private CompletionStage<HttpResponse> tasks(Call call) {
        long id = PathNumber.of(call, "execution_id");
        return lists.execution(id)
                .thenCompose(found -> found.isPresent()
                        ? ListRequest.of(call.request()).answer(list -> lists.tasks(id, list), ExecutionJson::task)
                        : completedFuture(unknown()));
    }

    private static HttpResponse unknown() {
        return ErrorResponse.of(ApiError.NOT_FOUND, "no such execution");
    }
}
