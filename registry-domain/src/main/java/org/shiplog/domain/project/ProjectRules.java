package org.shiplog.domain.project;

import java.util.Objects;
import org.shiplog.domain.aggregate.Aggregate;
import org.shiplog.domain.aggregate.Decision;
import org.shiplog.domain.project.ProjectCommand.ChangeVisibility;
import org.shiplog.domain.project.ProjectCommand.CreateProject;
import org.shiplog.domain.project.ProjectCommand.DeleteProject;
import org.shiplog.domain.project.ProjectCommand.RegisterRepository;
import org.shiplog.domain.project.ProjectCommand.RemoveRepository;
import org.shiplog.domain.project.ProjectEvent.ProjectCreated;
import org.shiplog.domain.project.ProjectEvent.ProjectDeleted;
import org.shiplog.domain.project.ProjectEvent.RepositoryRegistered;
import org.shiplog.domain.project.ProjectEvent.RepositoryRemoved;
import org.shiplog.domain.project.ProjectEvent.VisibilityChanged;
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
            case ChangeVisibility change -> changeVisibility(project, change.visibility());
            case RegisterRepository register -> register(project, register);
            case RemoveRepository remove -> remove(project, remove);
            case DeleteProject _ -> delete(project);
        };
    }

    private static Decision<ProjectEvent, ProjectRefusal> create(Project project, CreateProject create) {
        if (project.exists()) {
            return Decision.refuse(new ProjectExists(project.projectId()));
        }
        return Decision.accept(new ProjectCreated(create.projectId(), create.owner(), create.visibility()));
    }

    private static Decision<ProjectEvent, ProjectRefusal> changeVisibility(Project project, Visibility visibility) {
        return project.visibility() == visibility
                ? Decision.accept()
                : Decision.accept(new VisibilityChanged(project.visibility(), visibility));
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
            case ProjectCreated created ->
                new Project(
                        created.projectId(),
                        created.owner(),
                        created.visibility(),
                        project.repositories(),
                        project.lastGeneration());
            case VisibilityChanged changed -> project.withVisibility(changed.to());
            case RepositoryRegistered registered ->
                project.withRepositories(
                        project.repositories().put(registered.repository(), registered.generation()),
                        registered.generation());
            case RepositoryRemoved removed ->
                project.withRepositories(project.repositories().remove(removed.repository()), removed.generation());
            // The generations go on: repositories of a later project of this name must not be taken for today's.
            case ProjectDeleted _ ->
                Project.NONE.withRepositories(Project.NONE.repositories(), project.lastGeneration());
        };
    }
}
