package org.shiplog.domain.project;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.shiplog.domain.access.Permission;
import org.shiplog.domain.project.ProjectCommand.ResetMember;
import org.shiplog.domain.project.ProjectCommand.ResetTerms;
import org.shiplog.domain.project.ProjectCommand.SomeTerms;
import org.shiplog.domain.project.ProjectEvent.CveAllowlistChanged;
import org.shiplog.domain.project.ProjectEvent.MemberAdded;
import org.shiplog.domain.project.ProjectEvent.MemberChanged;
import org.shiplog.domain.project.ProjectEvent.MemberRemoved;
import org.shiplog.domain.project.ProjectEvent.MetadataChanged;
import org.shiplog.domain.project.ProjectEvent.ProjectCreated;
import org.shiplog.domain.project.ProjectEvent.ProjectDeleted;
import org.shiplog.domain.project.ProjectEvent.RepositoryRegistered;
import org.shiplog.domain.project.ProjectEvent.RepositoryRemoved;
import org.shiplog.domain.project.ProjectEvent.StorageLimitChanged;
import org.shiplog.domain.project.ProjectEvent.StorageLimitReached;
import org.shiplog.domain.project.ProjectEvent.VisibilityChanged;
import org.shiplog.domain.project.ProjectRefusal.ChangedSince;

/** What takes back a change of a project, and what whoever does that must be allowed. */
public sealed interface ProjectUndo {
    /** @param needs for the act that results; on the registry as a whole where it is {@link #LIMIT} */
    record By(ProjectCommand command, Permission needs) implements ProjectUndo {}

    record Impossible(String reason) implements ProjectUndo {}

    /** To change what a project may store. */
    Permission LIMIT = new Permission("quota", "update");

    /** @param projectId of the project that the event happened to */
    static ProjectUndo of(ProjectEvent event, long projectId, boolean force) {
        return switch (event) {
            case MemberAdded(Member member) ->
                member("delete", new ResetMember(projectId, Optional.of(member), Optional.empty(), force));
            case MemberChanged(Member from, Member to) ->
                member("update", new ResetMember(projectId, Optional.of(to), Optional.of(from), force));
            case MemberRemoved(Member member) ->
                member("create", new ResetMember(projectId, Optional.empty(), Optional.of(member), force));
            case MetadataChanged(String key, Optional<String> from, Optional<String> to) ->
                metadata(new ResetTerms(projectId, metadata(key, to), metadata(key, from), force));
            case VisibilityChanged(Visibility from, Visibility to) ->
                metadata(new ResetTerms(projectId, visibility(to), visibility(from), force));
            case CveAllowlistChanged(CveAllowlist from, CveAllowlist to) ->
                new By(
                        new ResetTerms(projectId, allowlist(to), allowlist(from), force),
                        new Permission("project", "update"));
            case StorageLimitChanged(long from, long to) ->
                new By(new ResetTerms(projectId, limit(to), limit(from), force), LIMIT);
            case StorageLimitReached _ -> new Impossible("it changed nothing");
            case ProjectCreated _ -> new Impossible("a project is deleted as such, when it is empty");
            case ProjectDeleted _ ->
                new Impossible(
                        "a project that is created again is another one, whose members have no part in the old one");
            case RepositoryRegistered _, RepositoryRemoved _ ->
                new Impossible("it followed from what happened to the repository; undo that");
        };
    }

    private static ProjectUndo member(String action, ResetMember reset) {
        return new By(reset, new Permission("member", action));
    }

    private static ProjectUndo metadata(ResetTerms reset) {
        return new By(reset, new Permission("metadata", "update"));
    }

    private static SomeTerms metadata(String key, Optional<String> value) {
        return new SomeTerms(Optional.empty(), Map.of(key, value), Optional.empty(), Optional.empty());
    }

    private static SomeTerms visibility(Visibility visibility) {
        return new SomeTerms(Optional.of(visibility), Map.of(), Optional.empty(), Optional.empty());
    }

    private static SomeTerms allowlist(CveAllowlist allowlist) {
        return new SomeTerms(Optional.empty(), Map.of(), Optional.of(allowlist), Optional.empty());
    }

    private static SomeTerms limit(long bytes) {
        return new SomeTerms(Optional.empty(), Map.of(), Optional.empty(), Optional.of(bytes));
    }

    /** The first of the terms that the project has otherwise. */
    static Optional<ChangedSince> otherThan(Project project, SomeTerms terms) {
        return terms.visibility()
                .flatMap(expected -> differ("public", expected, project.visibility()))
                .or(() -> terms.cveAllowlist()
                        .flatMap(expected -> differ(
                                "cve_allowlist",
                                expected.ids(),
                                project.cveAllowlist().ids())))
                .or(() -> terms.storageLimit()
                        .flatMap(expected -> differ("storage_limit", expected, project.storageLimit())))
                .or(() -> new TreeMap<>(terms.metadata())
                        .entrySet().stream()
                                .flatMap(entry -> differ(
                                        entry.getKey(),
                                        entry.getValue().orElse("not set"),
                                        Optional.ofNullable(project.metadata().get(entry.getKey()))
                                                .orElse("not set"))
                                        .stream())
                                .findFirst());
    }

    private static Optional<ChangedSince> differ(String what, Object expected, Object found) {
        return expected.equals(found)
                ? Optional.empty()
                : Optional.of(new ChangedSince(what, expected.toString(), found.toString()));
    }
}
