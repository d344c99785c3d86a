package org.shiplog.http.api.history;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.access.Permission;
import org.shiplog.domain.aggregate.Entities;
import org.shiplog.domain.aggregate.Outcome;
import org.shiplog.domain.group.UserGroupRules;
import org.shiplog.domain.group.UserGroups.FindGroup;
import org.shiplog.domain.identity.User.FindUser;
import org.shiplog.domain.identity.Username;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.project.Member;
import org.shiplog.domain.project.Project;
import org.shiplog.domain.project.ProjectAccess;
import org.shiplog.domain.project.ProjectCommand;
import org.shiplog.domain.project.ProjectCommand.ResetMember;
import org.shiplog.domain.project.ProjectEvent;
import org.shiplog.domain.project.ProjectRefusal;
import org.shiplog.domain.project.ProjectUndo;
import org.shiplog.http.api.port.HistoryPorts;
import org.shiplog.http.api.port.ProjectPorts;

/** Takes back what happened to a project: its members, its visibility, its metadata and other terms. */
final class ProjectUndoing {
    private final HistoryPorts history;
    private final Entities<ProjectName, Project, ProjectCommand, ProjectRefusal> projects;
    private final ProjectPorts accounts;

    ProjectUndoing(
            HistoryPorts history,
            Entities<ProjectName, Project, ProjectCommand, ProjectRefusal> projects,
            ProjectPorts accounts) {
        this.history = history;
        this.projects = projects;
        this.accounts = accounts;
    }

    CompletionStage<Undone> undo(Undoing undoing, ProjectEvent event) {
        return history.queries()
                .firstEvent(undoing.facts().projectId(), undoing.project().value())
                .thenCompose(first ->
                        first.filter(number -> number <= undoing.record().sequenceNumber())
                                        .isPresent()
                                ? undoOwn(undoing, event)
                                : completedFuture(Undoing.inEarlierProject()));
    }

    private CompletionStage<Undone> undoOwn(Undoing undoing, ProjectEvent event) {
        return switch (ProjectUndo.of(event, undoing.facts().projectId(), undoing.force())) {
            case ProjectUndo.Impossible(String reason) -> completedFuture(undoing.impossible(reason));
            case ProjectUndo.By(ProjectCommand command, Permission needs) ->
                isAllowed(undoing, needs) ? execute(undoing, command) : completedFuture(undoing.needing(needs));
        };
    }

    private static boolean isAllowed(Undoing undoing, Permission needs) {
        return needs.equals(ProjectUndo.LIMIT)
                ? ProjectAccess.ofSystem(undoing.call().principal(), needs)
                : undoing.rights().allow(needs);
    }

    private CompletionStage<Undone> execute(Undoing undoing, ProjectCommand command) {
        return isStillThere(command)
                .thenCompose(there -> there
                        ? projects.execute(undoing.project(), command, undoing.provenance())
                                .thenApply(outcome -> told(undoing, outcome))
                        : completedFuture(new Undone.Refused(
                                Undone.Refused.Why.CONFLICT, "the user or group is not there any more")));
    }

    /** Whether whoever becomes a member again is who it was: a name can be somebody else's by now. */
    private CompletionStage<Boolean> isStillThere(ProjectCommand command) {
        Optional<Member> returning = command instanceof ResetMember reset ? reset.before() : Optional.empty();
        if (returning.isEmpty()) {
            return completedFuture(true);
        }
        Member member = returning.get();
        return switch (member.kind()) {
            case USER ->
                Username.parse(member.name())
                        .map(name -> accounts.accounts()
                                .users()
                                .query(name, new FindUser())
                                .thenApply(found -> found.filter(user -> user.userId() == member.subjectId())
                                        .isPresent()))
                        .orElseGet(() -> completedFuture(false));
            case GROUP ->
                accounts.groups()
                        .query(UserGroupRules.ENTITY, new FindGroup(member.subjectId()))
                        .thenApply(Optional::isPresent);
        };
    }

    private static Undone told(Undoing undoing, Outcome<ProjectRefusal> outcome) {
        return switch (outcome) {
            case Outcome.Accepted<ProjectRefusal>(long position) -> undoing.done(position);
            case Outcome.Refused<ProjectRefusal>(ProjectRefusal refusal) ->
                new Undone.Refused(Undone.Refused.Why.CONFLICT, reason(refusal));
        };
    }

    private static String reason(ProjectRefusal refusal) {
        return switch (refusal) {
            case ProjectRefusal.ChangedSince(String what, String expected, String found) ->
                what + " was changed since: expected " + expected + ", found " + found;
            case ProjectRefusal.ProjectUnknown _ -> "the project is not there any more";
            case ProjectRefusal.MemberExists _ -> "the user or group is a member again already";
            case ProjectRefusal.TooManyMembers(int limit) -> "a project has at most " + limit + " members";
            case ProjectRefusal.MemberUnknown _ -> "the member is not there any more";
            case ProjectRefusal.ProjectExists _, ProjectRefusal.ProjectNotEmpty _, ProjectRefusal.MetadataExists _ ->
                throw new IllegalStateException("no answer to an undo: " + refusal);
        };
    }
}
