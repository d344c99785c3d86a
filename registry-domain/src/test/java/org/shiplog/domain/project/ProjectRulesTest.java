package org.shiplog.domain.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.shiplog.domain.aggregate.DecisionFixture;
import org.shiplog.domain.oci.RepositoryName;
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
import org.shiplog.domain.project.ProjectQuery.FindProject;
import org.shiplog.domain.project.ProjectQuery.ListRepositories;
import org.shiplog.domain.project.ProjectQuery.ProjectFacts;
import org.shiplog.domain.project.ProjectQuery.RegisteredRepository;
import org.shiplog.domain.project.ProjectRefusal.ProjectExists;
import org.shiplog.domain.project.ProjectRefusal.ProjectNotEmpty;
import org.shiplog.domain.project.ProjectRefusal.ProjectUnknown;

final class ProjectRulesTest {
    private static final RepositoryName ALPINE = new RepositoryName("library/alpine");
    private static final RepositoryName BUSYBOX = new RepositoryName("library/busybox");
    private static final ProjectCreated CREATED = new ProjectCreated(7, "admin", Visibility.PRIVATE);

    private final DecisionFixture<Project, ProjectCommand, ProjectEvent, ProjectRefusal> project =
            DecisionFixture.of(new ProjectRules());

    @Test
    void createsAProject() {
        project.when(new CreateProject(7, "admin", Visibility.PRIVATE))
                .thenEvents(CREATED)
                .thenState(created -> assertThat(created.exists()).isTrue());
    }

    @Test
    void refusesToCreateAProjectTwice() {
        project.given(CREATED)
                .when(new CreateProject(8, "eve", Visibility.PUBLIC))
                .thenRefused(new ProjectExists(7));
    }

    static Stream<ProjectCommand> commandsToAnExistingProject() {
        return Stream.of(
                new ChangeVisibility(Visibility.PUBLIC),
                new RegisterRepository(ALPINE),
                new RemoveRepository(ALPINE, 1),
                new DeleteProject());
    }

    @ParameterizedTest
    @MethodSource("commandsToAnExistingProject")
    void refusesEverythingElseBeforeThereIsAProject(ProjectCommand command) {
        project.when(command).thenRefused(new ProjectUnknown());
    }

    @ParameterizedTest
    @MethodSource("commandsToAnExistingProject")
    void refusesEverythingElseAfterTheProjectWasDeleted(ProjectCommand command) {
        project.given(CREATED, new ProjectDeleted(7)).when(command).thenRefused(new ProjectUnknown());
    }

    @Test
    void changesVisibility() {
        project.given(CREATED)
                .when(new ChangeVisibility(Visibility.PUBLIC))
                .thenEvents(new VisibilityChanged(Visibility.PRIVATE, Visibility.PUBLIC))
                .thenState(changed -> assertThat(changed.visibility()).isEqualTo(Visibility.PUBLIC));
    }

    @Test
    void hasNothingToChangeWhenVisibilityIsTheSame() {
        project.given(CREATED).when(new ChangeVisibility(Visibility.PRIVATE)).thenNothing();
    }

    @Test
    void registersARepositoryOnce() {
        project.given(CREATED).when(new RegisterRepository(ALPINE)).thenEvents(new RepositoryRegistered(ALPINE, 1));
        project.when(new RegisterRepository(ALPINE)).thenNothing();
    }

    @Test
    void givesEachRegistrationAHigherGeneration() {
        project.given(CREATED).givenCommands(new RegisterRepository(ALPINE), new RegisterRepository(BUSYBOX));
        project.givenCommands(new RemoveRepository(ALPINE, 1))
                .when(new RegisterRepository(ALPINE))
                .thenEvents(new RepositoryRegistered(ALPINE, 3));
    }

    @Test
    void keepsCountingGenerationsWhenTheProjectIsCreatedAgain() {
        project.given(CREATED)
                .givenCommands(
                        new RegisterRepository(ALPINE),
                        new RemoveRepository(ALPINE, 1),
                        new DeleteProject(),
                        new CreateProject(8, "eve", Visibility.PUBLIC))
                .when(new RegisterRepository(ALPINE))
                .thenEvents(new RepositoryRegistered(ALPINE, 2));
        project.assertReplaysFromTheBeginning();
    }

    @Test
    void removesTheRegistrationThatWasNamed() {
        project.given(CREATED, new RepositoryRegistered(ALPINE, 1))
                .when(new RemoveRepository(ALPINE, 1))
                .thenEvents(new RepositoryRemoved(ALPINE, 1));
    }

    @Test
    void keepsTheSuccessorWhenARemovalComesLate() {
        project.given(CREATED, new RepositoryRegistered(ALPINE, 1), new RepositoryRemoved(ALPINE, 1))
                .given(new RepositoryRegistered(ALPINE, 2))
                .when(new RemoveRepository(ALPINE, 1))
                .thenNothing()
                .thenState(kept -> assertThat(kept.repositories().get(ALPINE)).isEqualTo(2));
    }

    @Test
    void hasNothingToRemoveWhenTheRepositoryIsNotRegistered() {
        project.given(CREATED).when(new RemoveRepository(ALPINE, 1)).thenNothing();
    }

    @Test
    void refusesToDeleteAProjectThatHasRepositories() {
        project.given(CREATED, new RepositoryRegistered(ALPINE, 1), new RepositoryRegistered(BUSYBOX, 2))
                .when(new DeleteProject())
                .thenRefused(new ProjectNotEmpty(2));
    }

    @Test
    void deletesAnEmptyProject() {
        project.given(CREATED)
                .when(new DeleteProject())
                .thenEvents(new ProjectDeleted(7))
                .thenState(deleted -> assertThat(deleted.exists()).isFalse());
    }

    @Test
    void tellsWhatARequestNeedsToKnow() {
        assertThat(new FindProject(Optional.of(ALPINE), Optional.empty()).answer(project.state()))
                .isEmpty();

        project.given(CREATED, new RepositoryRegistered(ALPINE, 1));
        assertThat(new FindProject(Optional.of(ALPINE), Optional.empty()).answer(project.state()))
                .contains(new ProjectFacts(7, "admin", Visibility.PRIVATE, 1, -1, Optional.of(1L), List.of()));
        assertThat(new FindProject(Optional.of(BUSYBOX), Optional.empty()).answer(project.state()))
                .contains(new ProjectFacts(7, "admin", Visibility.PRIVATE, 1, -1, Optional.empty(), List.of()));
        assertThat(new FindProject(Optional.empty(), Optional.empty()).answer(project.state()))
                .contains(new ProjectFacts(7, "admin", Visibility.PRIVATE, 1, -1, Optional.empty(), List.of()));
    }

    @Test
    void listsRepositoriesInOrderByPages() {
        project.given(CREATED, new RepositoryRegistered(BUSYBOX, 1), new RepositoryRegistered(ALPINE, 2));

        assertThat(new ListRepositories(Optional.empty(), 1).answer(project.state()))
                .isEqualTo(List.of(new RegisteredRepository(ALPINE, 2)));
        assertThat(new ListRepositories(Optional.of(ALPINE), 10).answer(project.state()))
                .isEqualTo(List.of(new RegisteredRepository(BUSYBOX, 1)));
    }
}
