package org.shiplog.http.api.history;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.Query;
import org.shiplog.domain.access.Permission;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.project.ProjectUndo;
import org.shiplog.domain.webhook.WebhookUndo;
import org.shiplog.http.api.history.Undone.Refused;
import org.shiplog.http.api.json.JsonBody;
import org.shiplog.http.api.json.PathNumber;
import org.shiplog.http.api.port.HistoryPorts;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.http.route.PathTemplate;
import org.shiplog.http.route.ProjectLookup;
import org.shiplog.http.route.Route;
import org.shiplog.projections.journal.Change.AuditLogChange;
import org.shiplog.projections.journal.Change.GroupChange;
import org.shiplog.projections.journal.Change.JobChange;
import org.shiplog.projections.journal.Change.LabelChange;
import org.shiplog.projections.journal.Change.LoginChange;
import org.shiplog.projections.journal.Change.ProjectChange;
import org.shiplog.projections.journal.Change.PullChange;
import org.shiplog.projections.journal.Change.RepositoryChange;
import org.shiplog.projections.journal.Change.RobotChange;
import org.shiplog.projections.journal.Change.SettingsChange;
import org.shiplog.projections.journal.Change.UserChange;
import org.shiplog.projections.journal.Change.WebhookChange;
import org.shiplog.projections.journal.JournalRecord;

/**
 * Takes back what an event did, by another event. It needs the right to do today what results, and is refused with the reason
 * when something else happened since, unless it is forced.
 */
final class UndoRoutes {
    private static final Set<Permission> NEEDED = Set.of(
            Permission.PUSH,
            Permission.PUSH_NEW_TAG,
            Permission.DELETE,
            new Permission("member", "create"),
            new Permission("member", "update"),
            new Permission("member", "delete"),
            new Permission("metadata", "update"),
            new Permission("project", "update"),
            WebhookUndo.DELETE,
            WebhookUndo.UPDATE,
            ProjectUndo.LIMIT);

    private final HistoryPorts ports;
    private final ProjectLookup lookup;
    private final ProjectUndoing projects;
    private final RepositoryUndoing repositories;
    private final WebhookUndoing webhooks;
    private final JsonBody bodies;

    UndoRoutes(
            HistoryPorts ports,
            ProjectLookup lookup,
            ProjectUndoing projects,
            RepositoryUndoing repositories,
            WebhookUndoing webhooks,
            JsonBody bodies) {
        this.ports = ports;
        this.lookup = lookup;
        this.projects = projects;
        this.repositories = repositories;
        this.webhooks = webhooks;
        this.bodies = bodies;
    }

    List<Route> routes() {
        return List.of(new Route(
                "undoEvent",
                HttpMethods.POST,
                PathTemplate.of("/api/shiplog/v1/events/{event_id}/undo"),
                new Access.OnWhatIsFound(NEEDED),
                this::undo));
    }

    private CompletionStage<HttpResponse> undo(Call call) {
        Query query = PastRequest.query(call);
        String force = query.get("force").orElse("false");
        boolean understood = query.toMultiMap().keySet().stream().allMatch("force"::equals)
                && Set.of("true", "false").contains(force);
        return bodies.discard(call.request())
                .thenCompose(_ -> understood
                        ? undo(call, PathNumber.of(call, "event_id"), Boolean.parseBoolean(force))
                        : completedFuture(
                                ErrorResponse.of(ApiError.BAD_REQUEST, "may have force, which is true or false")));
    }

    private CompletionStage<HttpResponse> undo(Call call, long event, boolean force) {
        return ports.ask(() -> ports.events().find(event))
                .thenCompose(found -> found.isEmpty()
                        ? completedFuture(new Refused(Refused.Why.UNKNOWN, "there is no such event"))
                        : undo(call, found.get(), force))
                .thenCompose(undone -> undone.response(call.principal(), event, ports));
    }

    private CompletionStage<Undone> undo(Call call, JournalRecord record, boolean force) {
        return switch (record.change()) {
            case ProjectChange(ProjectName project, var event) ->
                within(Optional.of(project), Optional.empty(), call, record, force, of -> projects.undo(of, event));
            case RepositoryChange(RepositoryName repository, var event) ->
                within(
                        repository.project(),
                        Optional.of(repository),
                        call,
                        record,
                        force,
                        of -> repositories.undo(of, repository, event));
            case WebhookChange(long projectId, var event) ->
                webhooks.project(projectId)
                        .thenCompose(name -> within(
                                name,
                                Optional.empty(),
                                call,
                                record,
                                force,
                                of -> of.facts().projectId() == projectId ? webhooks.undo(of, event) : gone()));
            case UserChange _,
                    RobotChange _,
                    GroupChange _,
                    SettingsChange _,
                    LabelChange _,
                    PullChange _,
                    LoginChange _,
                    AuditLogChange _,
                    JobChange _ ->
                completedFuture(new Refused(
                        Refused.Why.FOREIGN,
                        "accounts, labels, settings and jobs are changed back by changing them again"));
        };
    }

    /** In the project of that name, with what the caller may do there today. */
    private CompletionStage<Undone> within(
            Optional<ProjectName> project,
            Optional<RepositoryName> repository,
            Call call,
            JournalRecord record,
            boolean force,
            Function<Undoing, CompletionStage<Undone>> undo) {
        return lookup.find(call.principal(), project, repository)
                .thenCompose(found -> found.facts()
                        .map(facts -> undo.apply(
                                new Undoing(call, record, project.orElseThrow(), facts, found.rights(), force)))
                        .orElseGet(UndoRoutes::gone));
    }

    private static CompletionStage<Undone> gone() {
        return completedFuture(new Refused(Refused.Why.FOREIGN, "the project is not there any more"));
    }
}
