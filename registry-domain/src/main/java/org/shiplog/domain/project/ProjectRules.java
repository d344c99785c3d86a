package org.shiplog.domain.project;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.shiplog.domain.aggregate.Aggregate;
import org.shiplog.domain.aggregate.Decision;
import org.shiplog.domain.project.ProjectCommand.AddMember;
import org.shiplog.domain.project.ProjectCommand.AddMetadata;
import org.shiplog.domain.project.ProjectCommand.ChangeMember;
import org.shiplog.domain.project.ProjectCommand.ChangeStorageLimit;
import org.shiplog.domain.project.ProjectCommand.ChangeTerms;
import org.shiplog.domain.project.ProjectCommand.ChangeVisibility;
import org.shiplog.domain.project.ProjectCommand.CreateProject;
import org.shiplog.domain.project.ProjectCommand.DeleteProject;
import org.shiplog.domain.project.ProjectCommand.NoteStorageLimit;
import org.shiplog.domain.project.ProjectCommand.RegisterRepository;
import org.shiplog.domain.project.ProjectCommand.RemoveMember;
import org.shiplog.domain.project.ProjectCommand.RemoveRepository;
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
import org.shiplog.domain.project.ProjectRefusal.MetadataExists;
import org.shiplog.domain.project.ProjectRefusal.ProjectExists;
import org.shiplog.domain.project.ProjectRefusal.ProjectNotEmpty;
import org.shiplog.domain.project.ProjectRefusal.ProjectUnknown;

/** When a project may come into being, change and go. */
public final class ProjectRules implements Aggregate<Project, ProjectCommand, ProjectEvent, ProjectRefusal> {
    @Override
    public Project initial() {
        return Project.NONE;
    }

    @Override
    public Decision<ProjectEvent, ProjectRefusal> decide(Project project, ProjectCommand command) {
        if (command instanceof CreateProject create) {
            return create(project, create);
        }
        if (!project.exists()) {
            return Decision.refuse(new ProjectUnknown());
        }
        return switch (command) {
            case CreateProject create -> create(project, create);
            case ChangeVisibility(Visibility visibility) -> new Decision.Accepted<>(visibility(project, visibility));
            case ChangeTerms change -> new Decision.Accepted<>(changes(project, change));
            case AddMetadata(String key, String value) -> addMetadata(project, key, value);
            case ChangeStorageLimit(long bytes) -> new Decision.Accepted<>(storageLimit(project, bytes));
            case NoteStorageLimit(StorageLimitReached reached) -> Decision.accept(reached);
            case AddMember(Member member) -> MemberRules.add(project, member);
            case ChangeMember change -> MemberRules.change(project, change);
            case RemoveMember(long memberId) -> MemberRules.remove(project, memberId);
            case ResetMember reset ->
                reset.projectId() == project.projectId()
                        ? MemberRules.reset(project, reset)
                        : Decision.refuse(new ProjectUnknown());
            case ResetTerms reset ->
                reset.projectId() == project.projectId()
                        ? resetTerms(project, reset)
                        : Decision.refuse(new ProjectUnknown());
            case RegisterRepository register -> register(project, register);
            case RemoveRepository remove -> remove(project, remove);
            case DeleteProject _ -> delete(project);
        };
    }

    private static Decision<ProjectEvent, ProjectRefusal> create(Project project, CreateProject create) {
        if (project.exists()) {
            return Decision.refuse(new ProjectExists(project.projectId()));
        }
        List<ProjectEvent> events = new ArrayList<>();
        events.add(new ProjectCreated(create.projectId(), create.owner(), create.visibility()));
        new TreeMap<>(create.terms().metadata())
                .forEach((key, value) -> events.add(new MetadataChanged(key, Optional.empty(), Optional.of(value))));
        events.addAll(storageLimit(Project.NONE, create.terms().storageLimit()));
        events.addAll(cveAllowlist(Project.NONE, create.terms().cveAllowlist()));
        create.creator().ifPresent(member -> events.add(new MemberAdded(member)));
        return new Decision.Accepted<>(events);
    }

    private static List<ProjectEvent> changes(Project project, ChangeTerms change) {
        List<ProjectEvent> events = new ArrayList<>();
        change.visibility().ifPresent(visibility -> events.addAll(visibility(project, visibility)));
        new TreeMap<>(change.metadata()).forEach((key, value) -> events.addAll(metadata(project, key, value)));
        change.cveAllowlist().ifPresent(allowlist -> events.addAll(cveAllowlist(project, allowlist)));
        return events;
    }

    private static Decision<ProjectEvent, ProjectRefusal> resetTerms(Project project, ResetTerms reset) {
        SomeTerms before = reset.before();
        List<ProjectEvent> events = new ArrayList<>(
                changes(project, new ChangeTerms(before.visibility(), before.metadata(), before.cveAllowlist())));
        before.storageLimit().ifPresent(bytes -> events.addAll(storageLimit(project, bytes)));
        return events.isEmpty() || reset.force()
                ? new Decision.Accepted<>(events)
                : ProjectUndo.otherThan(project, reset.left())
                        .<Decision<ProjectEvent, ProjectRefusal>>map(Decision::refuse)
                        .orElseGet(() -> new Decision.Accepted<>(events));
    }

    private static List<ProjectEvent> visibility(Project project, Visibility visibility) {
        return project.visibility() == visibility
                ? List.of()
                : List.of(new VisibilityChanged(project.visibility(), visibility));
    }

    private static List<ProjectEvent> metadata(Project project, String key, Optional<String> value) {
        Optional<String> before = Optional.ofNullable(project.metadata().get(key));
        return before.equals(value) ? List.of() : List.of(new MetadataChanged(key, before, value));
    }

    private static List<ProjectEvent> storageLimit(Project project, long bytes) {
        return project.storageLimit() == bytes
                ? List.of()
                : List.of(new StorageLimitChanged(project.storageLimit(), bytes));
    }

    private static List<ProjectEvent> cveAllowlist(Project project, CveAllowlist allowlist) {
        return project.cveAllowlist().equals(allowlist)
                ? List.of()
                : List.of(new CveAllowlistChanged(project.cveAllowlist(), allowlist));
    }

    private static Decision<ProjectEvent, ProjectRefusal> addMetadata(Project project, String key, String value) {
        return project.metadata().containsKey(key)
                ? Decision.refuse(new MetadataExists(key))
                : Decision.accept(new MetadataChanged(key, Optional.empty(), Optional.of(value)));
    }

    private static Decision<ProjectEvent, ProjectRefusal> register(Project project, RegisterRepository register) {
        return project.repositories().containsKey(register.repository())
                ? Decision.accept()
                : Decision.accept(new RepositoryRegistered(register.repository(), project.lastGeneration() + 1));
    }

    private static Decision<ProjectEvent, ProjectRefusal> remove(Project project, RemoveRepository remove) {
        // A removal that comes late must not take the registration that followed.
        return Objects.equals(project.repositories().get(remove.repository()), remove.generation())
                ? Decision.accept(new RepositoryRemoved(remove.repository(), remove.generation()))
                : Decision.accept();
    }

    private static Decision<ProjectEvent, ProjectRefusal> delete(Project project) {
        return project.repositories().isEmpty()
                ? Decision.accept(new ProjectDeleted(project.projectId()))
                : Decision.refuse(new ProjectNotEmpty(project.repositories().size()));
    }

    @Override
    public Project evolve(Project project, ProjectEvent event) {
        return switch (event) {
            case ProjectCreated created -> project.created(created.projectId(), created.owner(), created.visibility());
            case VisibilityChanged changed -> project.withVisibility(changed.to());
            case MetadataChanged changed ->
                project.withMetadata(changed.to()
                        .map(value -> project.metadata().put(changed.key(), value))
                        .orElseGet(() -> project.metadata().remove(changed.key())));
            case CveAllowlistChanged changed -> project.withCveAllowlist(changed.to());
            case StorageLimitChanged changed -> project.withStorageLimit(changed.to());
            case StorageLimitReached _ -> project;
            case MemberAdded(Member member) ->
                project.withMembers(project.members().put(member.memberId(), member));
            case MemberChanged changed ->
                project.withMembers(project.members().put(changed.to().memberId(), changed.to()));
            case MemberRemoved(Member member) ->
                project.withMembers(project.members().remove(member.memberId()));
            case RepositoryRegistered registered ->
                project.withRepositories(
                        project.repositories().put(registered.repository(), registered.generation()),
                        registered.generation());
            case RepositoryRemoved removed ->
                project.withRepositories(project.repositories().remove(removed.repository()), removed.generation());
            // The generations go on: repositories of a later project of this name must not be taken for today's.
            case ProjectDeleted _ -> Project.none(project.lastGeneration());
        };
    }
}
