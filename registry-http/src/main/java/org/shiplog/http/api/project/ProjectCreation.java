package org.shiplog.http.api.project;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.shiplog.domain.access.Permission;
import org.shiplog.domain.access.Role;
import org.shiplog.domain.aggregate.Outcome;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.project.CveAllowlist;
import org.shiplog.domain.project.Member;
import org.shiplog.domain.project.Project;
import org.shiplog.domain.project.ProjectAccess;
import org.shiplog.domain.project.ProjectCommand.CreateProject;
import org.shiplog.domain.project.ProjectCommand.ProjectTerms;
import org.shiplog.domain.project.ProjectRefusal;
import org.shiplog.domain.project.Visibility;
import org.shiplog.http.api.port.ApiPorts;
import org.shiplog.http.api.port.Ids;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.http.settings.SettingKey;
import org.shiplog.http.settings.Settings;

/** Creates projects: whoever does becomes the first member, and decides about everything but the storage. */
final class ProjectCreation {
    static final Permission CREATE = new Permission("project", "create");

    /** Robots own nothing. What they create is the first administrator's, who never goes. */
    private static final String OWNER_FOR_ROBOTS = "admin";

    private final ApiPorts ports;

    ProjectCreation(ApiPorts ports) {
        this.ports = ports;
    }

    CompletionStage<HttpResponse> create(Call call, ProjectRequest request) {
        if (!mayCreate(call.principal())) {
            // Harbor's words, for which its clients look.
            return completedFuture(ErrorResponse.of(ApiError.FORBIDDEN, "Only system admin can create project"));
        }
        Optional<ProjectName> name = request.name().flatMap(ProjectName::parse);
        if (name.isEmpty()) {
            return badRequest("the project's name must be 1 to 255 lower-case letters and digits, divided by single"
                    + " dots, dashes or underscores");
        }
        if (request.registryId() != 0) {
            return badRequest("proxy cache projects are not supported");
        }
        if (request.retentionId().isPresent()) {
            return badRequest("metadata.retention_id must not be set");
        }
        return create(call, name.get(), request);
    }

    private boolean mayCreate(Principal principal) {
        return switch (principal) {
            case Principal.Person person -> person.systemAdmin() || everyoneMayCreate();
            case Principal.Machine machine -> ProjectAccess.ofSystem(machine, CREATE);
            case Principal.Anonymous _ -> false;
            case Principal.Operator _, Principal.Registry _ -> true;
        };
    }

    private boolean everyoneMayCreate() {
        return settings().text(SettingKey.PROJECT_CREATION_RESTRICTION).equals("everyone");
    }

    private Settings settings() {
        return ports.ofProjects().settings().now();
    }

    private CompletionStage<HttpResponse> create(Call call, ProjectName name, ProjectRequest request) {
        return ports.ids()
                .next(Ids.Sequence.PROJECT)
                .thenCombine(ports.ids().next(Ids.Sequence.MEMBER), (id, member) -> command(call, id, member, request))
                .thenCompose(command -> ports.projects()
                        .execute(name, command, call.provenance())
                        .thenApply(outcome -> switch (outcome) {
                            case Outcome.Accepted<ProjectRefusal> _ ->
                                created(call.request(), name, command.projectId());
                            case Outcome.Refused<ProjectRefusal>(ProjectRefusal refusal) ->
                                refusal instanceof ProjectRefusal.ProjectExists
                                        ? ErrorResponse.of(
                                                ApiError.CONFLICT, "project named " + name + " already exists")
                                        : ProjectRefusals.response(refusal);
                        }));
    }

    private CreateProject command(Call call, long projectId, long memberId, ProjectRequest request) {
        Visibility visibility = request.visibility().orElse(Visibility.PRIVATE);
        ProjectTerms terms = new ProjectTerms(
                setOf(request.metadata()),
                storageLimit(call.principal(), request),
                request.allowlist().map(ProjectRequest.Allowlist::value).orElse(CveAllowlist.NONE));
        return call.principal() instanceof Principal.Person person
                ? new CreateProject(projectId, person.id(), visibility, terms, Optional.of(member(memberId, person)))
                : new CreateProject(projectId, OWNER_FOR_ROBOTS, visibility, terms, Optional.empty());
    }

    private static Map<String, String> setOf(Map<String, Optional<String>> metadata) {
        Map<String, String> values = new TreeMap<>();
        metadata.forEach((key, value) -> value.ifPresent(set -> values.put(key, set)));
        return values;
    }

    private static Member member(long memberId, Principal.Person person) {
        return Member.of(memberId, Member.Kind.USER, person.userId(), person.id(), Role.PROJECT_ADMIN);
    }

    private long storageLimit(Principal principal, ProjectRequest request) {
        Settings settings = settings();
        if (!settings.flag(SettingKey.QUOTA_PER_PROJECT_ENABLE)) {
            return Project.UNLIMITED;
        }
        long usual = settings.number(SettingKey.STORAGE_PER_PROJECT);
        return principal.administersSystem() ? request.storageLimit().orElse(usual) : usual;
    }

    private static HttpResponse created(HttpRequest request, ProjectName name, long id) {
        boolean byName = request.getHeader("X-Resource-Name-In-Location")
                .map(header -> Boolean.parseBoolean(header.value()))
                .orElse(false);
        String last = byName ? name.value() : Long.toString(id);
        return HttpResponse.create()
                .withStatus(StatusCodes.CREATED)
                .addHeader(RawHeader.create("Location", ProjectRoutes.PROJECTS + "/" + last));
    }

    private static CompletionStage<HttpResponse> badRequest(String message) {
        return completedFuture(ErrorResponse.of(ApiError.BAD_REQUEST, message));
    }
}
