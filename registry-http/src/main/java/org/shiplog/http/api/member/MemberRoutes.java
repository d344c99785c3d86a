package org.shiplog.http.api.member;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.shiplog.domain.access.Permission;
import org.shiplog.domain.aggregate.Outcome;
import org.shiplog.domain.project.Member;
import org.shiplog.domain.project.ProjectCommand.AddMember;
import org.shiplog.domain.project.ProjectCommand.ChangeMember;
import org.shiplog.domain.project.ProjectCommand.RemoveMember;
import org.shiplog.domain.project.ProjectQuery.FindMember;
import org.shiplog.domain.project.ProjectQuery.ListMembers;
import org.shiplog.domain.project.ProjectRefusal;
import org.shiplog.http.api.json.Globs;
import org.shiplog.http.api.json.Json;
import org.shiplog.http.api.json.JsonBody;
import org.shiplog.http.api.json.ListRequest;
import org.shiplog.http.api.json.PathNumber;
import org.shiplog.http.api.member.MemberSubjects.Subject;
import org.shiplog.http.api.port.ApiPorts;
import org.shiplog.http.api.port.Ids;
import org.shiplog.http.api.project.ProjectRefusals;
import org.shiplog.http.api.project.ProjectRoutes;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.http.route.Handler;
import org.shiplog.http.route.PathTemplate;
import org.shiplog.http.route.Route;
import org.shiplog.projections.query.Listing;

/** Shows and changes who is a member of a project, and as what. */
public final class MemberRoutes {
    private static final String MEMBERS = ProjectRoutes.PROJECT + "/members";
    private static final String MEMBER = MEMBERS + "/{mid}";
    private static final int MAX_NAME_LENGTH = 255;

    private final ApiPorts ports;
    private final JsonBody bodies;
    private final MemberSubjects subjects;

    public MemberRoutes(ApiPorts ports, JsonBody bodies) {
        this.ports = ports;
        this.bodies = bodies;
        this.subjects = new MemberSubjects(ports);
    }

    public List<Route> routes() {
        return List.of(
                route("listProjectMembers", HttpMethods.GET, MEMBERS, "list", this::list),
                route("createProjectMember", HttpMethods.POST, MEMBERS, "create", this::add),
                route("getProjectMember", HttpMethods.GET, MEMBER, "read", this::get),
                route("updateProjectMember", HttpMethods.PUT, MEMBER, "update", this::change),
                route("deleteProjectMember", HttpMethods.DELETE, MEMBER, "delete", this::remove));
    }

    private static Route route(String id, HttpMethod method, String path, String action, Handler handler) {
        Access access = new Access.OnProject(new Permission("member", action));
        return new Route(id, method, PathTemplate.of(path), access, handler);
    }

    private CompletionStage<HttpResponse> list(Call call) {
        ListRequest request = ListRequest.of(call.request());
        String part = request.query().get("entityname").orElse("");
        if (part.length() > MAX_NAME_LENGTH) {
            return badRequest("entityname must have at most " + MAX_NAME_LENGTH + " characters");
        }
        long projectId = projectId(call);
        return request.answer(
                list -> ports.projects()
                        .query(call.projectName(), new ListMembers(part, list.offset(), list.pageSize()))
                        .thenApply(page -> new Listing.Page<>(page.members(), page.total())),
                member -> json(projectId, member));
    }

    private CompletionStage<HttpResponse> get(Call call) {
        return member(call)
                .thenApply(found -> found.map(member -> Json.ok(json(projectId(call), member)))
                        .orElseGet(MemberRoutes::unknown));
    }

    private CompletionStage<Optional<Member>> member(Call call) {
        return ports.projects().query(call.projectName(), new FindMember(PathNumber.of(call, "mid")));
    }

    private CompletionStage<HttpResponse> add(Call call) {
        return bodies.read(
                call.request(),
                MemberRequest::member,
                request -> subjects.find(request.who().orElseThrow(), call.provenance())
                        .thenCompose(found -> found.isPresent()
                                ? add(call, request, found.get())
                                : badRequest("there is no such user or group")));
    }

    private CompletionStage<HttpResponse> add(Call call, MemberRequest request, Subject subject) {
        return ports.ids().next(Ids.Sequence.MEMBER).thenCompose(id -> {
            Member member = new Member(
                    id,
                    subject.kind(),
                    subject.id(),
                    subject.name(),
                    request.role(),
                    request.repositories().orElse(List.of()),
                    request.actions().orElse(List.of()));
            return ports.projects()
                    .execute(call.projectName(), new AddMember(member), call.provenance())
                    .thenApply(outcome -> switch (outcome) {
                        case Outcome.Accepted<ProjectRefusal> _ -> created(projectId(call), id);
                        case Outcome.Refused<ProjectRefusal>(ProjectRefusal refusal) ->
                            ProjectRefusals.response(refusal);
                    });
        });
    }

    private static HttpResponse created(long projectId, long memberId) {
        String location = ProjectRoutes.PROJECTS + "/" + projectId + "/members/" + memberId;
        return HttpResponse.create().withStatus(StatusCodes.CREATED).addHeader(RawHeader.create("Location", location));
    }

    /** Limits that the request does not speak of stay: Harbor's clients know of none. */
    private CompletionStage<HttpResponse> change(Call call) {
        return bodies.read(
                call.request(),
                MemberRequest::change,
                request -> member(call)
                        .thenCompose(found ->
                                found.isPresent() ? change(call, request, found.get()) : completedFuture(unknown())));
    }

    private CompletionStage<HttpResponse> change(Call call, MemberRequest request, Member member) {
        ChangeMember change = new ChangeMember(
                member.memberId(),
                request.role(),
                request.repositories().orElse(member.repositories()),
                request.actions().orElse(member.actions()));
        return ports.projects()
                .execute(call.projectName(), change, call.provenance())
                .thenApply(ProjectRefusals::ok);
    }

    private CompletionStage<HttpResponse> remove(Call call) {
        return bodies.discard(call.request())
                .thenCompose(_ -> ports.projects()
                        .execute(call.projectName(), new RemoveMember(PathNumber.of(call, "mid")), call.provenance()))
                .thenApply(ProjectRefusals::ok);
    }

    private static ObjectNode json(long projectId, Member member) {
        ObjectNode object = Json.object()
                .put("id", member.memberId())
                .put("project_id", projectId)
                .put("entity_name", member.name())
                .put("entity_id", member.subjectId())
                .put("entity_type", member.kind() == Member.Kind.USER ? "u" : "g")
                .put("role_id", member.role().id())
                .put("role_name", member.role().wireName());
        Globs.put(object, "repositories", member.repositories());
        if (!member.actions().isEmpty()) {
            ArrayNode actions = object.putArray("actions");
            member.actions().forEach(actions::add);
        }
        return object;
    }

    private static long projectId(Call call) {
        return call.project().orElseThrow().projectId();
    }

    private static HttpResponse unknown() {
        return ProjectRefusals.response(new ProjectRefusal.MemberUnknown());
    }

    private static CompletionStage<HttpResponse> badRequest(String message) {
        return completedFuture(ErrorResponse.of(ApiError.BAD_REQUEST, message));
    }
}
