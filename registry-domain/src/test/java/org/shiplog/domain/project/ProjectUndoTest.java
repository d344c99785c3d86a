package org.shiplog.domain.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shiplog.domain.access.Permission;
import org.shiplog.domain.access.Role;
import org.shiplog.domain.aggregate.DecisionFixture;
import org.shiplog.domain.project.ProjectCommand.AddMember;
import org.shiplog.domain.project.ProjectCommand.ChangeMember;
import org.shiplog.domain.project.ProjectCommand.ChangeStorageLimit;
import org.shiplog.domain.project.ProjectCommand.ChangeTerms;
import org.shiplog.domain.project.ProjectCommand.CreateProject;
import org.shiplog.domain.project.ProjectCommand.RemoveMember;
import org.shiplog.domain.project.ProjectEvent.MemberAdded;
import org.shiplog.domain.project.ProjectEvent.MemberChanged;
import org.shiplog.domain.project.ProjectEvent.MemberRemoved;
import org.shiplog.domain.project.ProjectEvent.MetadataChanged;
import org.shiplog.domain.project.ProjectEvent.VisibilityChanged;
import org.shiplog.domain.project.ProjectRefusal.ChangedSince;
import org.shiplog.domain.project.ProjectRefusal.ProjectUnknown;

final class ProjectUndoTest {
    private static final Member BOB = Member.of(4, Member.Kind.USER, 9, "bob", Role.GUEST);
    private static final Member BOB_PROMOTED = Member.of(4, Member.Kind.USER, 9, "bob", Role.PROJECT_ADMIN);

    private final DecisionFixture<Project, ProjectCommand, ProjectEvent, ProjectRefusal> project =
            DecisionFixture.of(new ProjectRules());

    @BeforeEach
    void create() {
        project.givenCommands(new CreateProject(7, "admin", Visibility.PRIVATE));
    }

    private static ProjectCommand undo(ProjectEvent event, long projectId, boolean force) {
        return ((ProjectUndo.By) ProjectUndo.of(event, projectId, force)).command();
    }

    @Test
    void aMemberComesBackAsItWas() {
        project.givenCommands(new AddMember(BOB));
        project.when(undo(new MemberAdded(BOB), 7, false)).thenEvents(new MemberRemoved(BOB));
        project.when(undo(new MemberRemoved(BOB), 7, false)).thenEvents(new MemberAdded(BOB));
    }

    @Test
    void aMemberWhoWasChangedSinceStaysUnlessForced() {
        project.givenCommands(new AddMember(BOB_PROMOTED));
        project.when(undo(new MemberAdded(BOB), 7, false))
                .thenRefused(new ChangedSince("bob", Role.GUEST.wireName(), Role.PROJECT_ADMIN.wireName()));
        project.when(undo(new MemberChanged(BOB, BOB_PROMOTED), 7, true))
                .thenEvents(new MemberChanged(BOB_PROMOTED, BOB));
    }

    @Test
    void termsThatWereChangedSinceStayUnlessForced() {
        MetadataChanged first = new MetadataChanged("severity", Optional.empty(), Optional.of("low"));
        project.givenCommands(
                new ChangeTerms(Optional.empty(), Map.of("severity", Optional.of("high")), Optional.empty()));
        project.when(undo(first, 7, false)).thenRefused(new ChangedSince("severity", "low", "high"));
        project.when(undo(first, 7, true))
                .thenEvents(new MetadataChanged("severity", Optional.of("high"), Optional.empty()));
        project.when(undo(first, 7, false)).thenNothing();
    }

    @Test
    void nothingOfAnotherProjectOfTheNameIsTakenBack() {
        project.when(undo(new VisibilityChanged(Visibility.PUBLIC, Visibility.PRIVATE), 6, true))
                .thenRefused(new ProjectUnknown());
        project.when(undo(new MemberRemoved(BOB), 6, true)).thenRefused(new ProjectUnknown());
    }

    @Test
    void needsTheRightForWhatResults() {
        assertThat(needs(new MemberAdded(BOB))).isEqualTo(new Permission("member", "delete"));
        assertThat(needs(new MemberRemoved(BOB))).isEqualTo(new Permission("member", "create"));
        assertThat(needs(new MemberChanged(BOB, BOB_PROMOTED))).isEqualTo(new Permission("member", "update"));
        assertThat(needs(new VisibilityChanged(Visibility.PUBLIC, Visibility.PRIVATE)))
                .isEqualTo(new Permission("metadata", "update"));
        assertThat(needs(new ProjectEvent.StorageLimitChanged(1, 2))).isEqualTo(ProjectUndo.LIMIT);
    }

    private static Permission needs(ProjectEvent event) {
        return ((ProjectUndo.By) ProjectUndo.of(event, 7, false)).needs();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13})
    void undoingTheUndoIsTheAct(long seed) {
        Random random = new Random(seed);
        for (int step = 0; step < 300; step++) {
            Project before = project.state();
            int events = project.history().size();
            project.when(anyCommand(random));
            List<ProjectEvent> act =
                    project.history().subList(events, project.history().size());
            Project after = project.state();
            for (ProjectEvent event : act.reversed()) {
                project.when(undo(event, 7, false));
            }
            assertThat(project.state()).as("undone %s", act).isEqualTo(before);
            List<ProjectEvent> undone = project.history()
                    .subList(events + act.size(), project.history().size());
            for (ProjectEvent event : undone.reversed()) {
                project.when(undo(event, 7, false));
            }
            assertThat(project.state()).as("done again %s", act).isEqualTo(after);
        }
        project.assertReplaysFromTheBeginning();
    }

    private static ProjectCommand anyCommand(Random random) {
        long member = 1 + random.nextInt(5);
        return switch (random.nextInt(5)) {
            case 0 -> new AddMember(Member.of(member, Member.Kind.USER, member, "user" + member, Role.GUEST));
            case 1 ->
                new ChangeMember(member, Role.values()[random.nextInt(Role.values().length)], List.of(), List.of());
            case 2 -> new RemoveMember(member);
            case 3 -> new ChangeStorageLimit(random.nextInt(1, 4));
            default ->
                new ChangeTerms(
                        Optional.of(random.nextBoolean() ? Visibility.PUBLIC : Visibility.PRIVATE),
                        Map.of("severity", random.nextBoolean() ? Optional.of("low") : Optional.empty()),
                        Optional.of(new CveAllowlist(List.of("CVE-" + random.nextInt(3)), Optional.empty())));
        };
    }
}
