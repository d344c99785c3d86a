package org.shiplog.domain.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.shiplog.domain.access.Permission;
import org.shiplog.domain.access.RepositoryGlob;
import org.shiplog.domain.access.Rights;
import org.shiplog.domain.access.Role;
import org.shiplog.domain.aggregate.DecisionFixture;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.identity.RobotName;
import org.shiplog.domain.identity.RobotPermission;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.project.ProjectCommand.AddMember;
import org.shiplog.domain.project.ProjectCommand.AddMetadata;
import org.shiplog.domain.project.ProjectCommand.ChangeMember;
import org.shiplog.domain.project.ProjectCommand.ChangeStorageLimit;
import org.shiplog.domain.project.ProjectCommand.ChangeTerms;
import org.shiplog.domain.project.ProjectCommand.CreateProject;
import org.shiplog.domain.project.ProjectCommand.ProjectTerms;
import org.shiplog.domain.project.ProjectCommand.RemoveMember;
import org.shiplog.domain.project.ProjectEvent.CveAllowlistChanged;
import org.shiplog.domain.project.ProjectEvent.MemberAdded;
import org.shiplog.domain.project.ProjectEvent.MemberChanged;
import org.shiplog.domain.project.ProjectEvent.MemberRemoved;
import org.shiplog.domain.project.ProjectEvent.MetadataChanged;
import org.shiplog.domain.project.ProjectEvent.ProjectCreated;
import org.shiplog.domain.project.ProjectEvent.StorageLimitChanged;
import org.shiplog.domain.project.ProjectEvent.VisibilityChanged;
import org.shiplog.domain.project.ProjectQuery.FindProject;
import org.shiplog.domain.project.ProjectQuery.ListMembers;
import org.shiplog.domain.project.ProjectRefusal.MemberExists;
import org.shiplog.domain.project.ProjectRefusal.MemberUnknown;
import org.shiplog.domain.project.ProjectRefusal.MetadataExists;

/** Members, what they may do, and what else a project carries. */
final class MembersTest {
    private static final ProjectCreated CREATED = new ProjectCreated(7, "admin", Visibility.PRIVATE);
    private static final Member ALICE = Member.of(1, Member.Kind.USER, 10, "alice", Role.DEVELOPER);
    private static final Member BUILDERS = Member.of(2, Member.Kind.GROUP, 20, "builders", Role.GUEST);
    private static final RepositoryName APP = new RepositoryName("team/app-web");
    private static final RepositoryName OTHER = new RepositoryName("team/app2");

    private final DecisionFixture<Project, ProjectCommand, ProjectEvent, ProjectRefusal> project =
            DecisionFixture.of(new ProjectRules());

    @Test
    void theCreatorIsTheFirstMember() {
        Member creator = Member.of(1, Member.Kind.USER, 10, "alice", Role.PROJECT_ADMIN);
        CveAllowlist allowlist = new CveAllowlist(List.of("CVE-2", "CVE-1"), Optional.of(Instant.EPOCH));
        project.when(new CreateProject(
                        7,
                        "alice",
                        Visibility.PUBLIC,
                        new ProjectTerms(Map.of("auto_scan", "true"), 100, allowlist),
                        Optional.of(creator)))
                .thenEvents(
                        new ProjectCreated(7, "alice", Visibility.PUBLIC),
                        new MetadataChanged("auto_scan", Optional.empty(), Optional.of("true")),
                        new StorageLimitChanged(-1, 100),
                        new CveAllowlistChanged(CveAllowlist.NONE, allowlist),
                        new MemberAdded(creator));
    }

    @Test
    void changesSeveralTermsAtOnce() {
        project.given(CREATED)
                .when(new ChangeTerms(
                        Optional.of(Visibility.PUBLIC), Map.of("severity", Optional.of("high")), Optional.empty()))
                .thenEvents(
                        new VisibilityChanged(Visibility.PRIVATE, Visibility.PUBLIC),
                        new MetadataChanged("severity", Optional.empty(), Optional.of("high")));
        project.when(new ChangeTerms(Optional.empty(), Map.of("severity", Optional.empty()), Optional.empty()))
                .thenEvents(new MetadataChanged("severity", Optional.of("high"), Optional.empty()));
    }

    @Test
    void addsMetadataOnlyWhereThereIsNone() {
        project.given(CREATED).givenCommands(new AddMetadata("auto_scan", "true"));
        project.when(new AddMetadata("auto_scan", "false")).thenRefused(new MetadataExists("auto_scan"));
        project.when(new ChangeStorageLimit(5)).thenEvents(new StorageLimitChanged(-1, 5));
    }

    @Test
    void aUserIsAMemberOnce() {
        project.given(CREATED).when(new AddMember(ALICE)).thenEvents(new MemberAdded(ALICE));
        project.when(new AddMember(Member.of(3, Member.Kind.USER, 10, "alice", Role.GUEST)))
                .thenRefused(new MemberExists(1));
        // A group may have the same number.
        project.when(new AddMember(Member.of(4, Member.Kind.GROUP, 10, "alice", Role.GUEST)))
                .thenState(changed -> assertThat(changed.members().size()).isEqualTo(2));
    }

    @Test
    void changesAndRemovesMembers() {
        Member changed = new Member(
                1, Member.Kind.USER, 10, "alice", Role.GUEST, List.of(new RepositoryGlob("app-*")), List.of("pull"));
        project.given(CREATED, new MemberAdded(ALICE))
                .when(new ChangeMember(1, Role.GUEST, List.of(new RepositoryGlob("app-*")), List.of("pull")))
                .thenEvents(new MemberChanged(ALICE, changed));
        project.when(new RemoveMember(1)).thenEvents(new MemberRemoved(changed));
        project.when(new RemoveMember(1)).thenRefused(new MemberUnknown());
        project.when(new ChangeMember(1, Role.GUEST, List.of(), List.of())).thenRefused(new MemberUnknown());
    }

    @Test
    void listsMembersByPages() {
        project.given(CREATED, new MemberAdded(ALICE), new MemberAdded(BUILDERS));
        assertThat(new ListMembers("", 0, 1).answer(project.state()))
                .isEqualTo(new ProjectQuery.MemberPage(List.of(ALICE), 2));
        assertThat(new ListMembers("BUILD", 0, 10).answer(project.state()).members())
                .containsExactly(BUILDERS);
    }

    @Test
    void rightsAreTheUnionOfOnesOwnAndOnesGroups() {
        project.given(CREATED, new MemberAdded(BUILDERS));
        assertThat(rights(person(10, Set.of(20L))).allow(Permission.PULL, APP)).isTrue();
        assertThat(rights(person(10, Set.of(20L))).allow(Permission.PUSH, APP)).isFalse();
        project.given(new MemberAdded(ALICE));
        assertThat(rights(person(10, Set.of(20L))).allow(Permission.PUSH, APP)).isTrue();
        assertThat(rights(person(11, Set.of())).grants()).isEmpty();
    }

    @Test
    void limitsOfAMemberHold() {
        project.given(
                CREATED,
                new MemberAdded(new Member(
                        1,
                        Member.Kind.USER,
                        10,
                        "alice",
                        Role.DEVELOPER,
                        List.of(new RepositoryGlob("app-*")),
                        List.of("push-new-tag", "pull"))));
        Rights rights = rights(person(10, Set.of()));
        assertThat(rights.allow(Permission.PULL, APP)).isTrue();
        assertThat(rights.allow(Permission.PUSH_NEW_TAG, APP)).isTrue();
        assertThat(rights.allow(Permission.PUSH, APP)).isFalse();
        assertThat(rights.allow(Permission.PULL, OTHER)).isFalse();
        assertThat(rights.allow(Permission.READ_PROJECT)).isTrue();
        assertThat(rights.allow(new Permission("member", "list"))).isFalse();
    }

    @Test
    void anybodyMayPullWhatIsPublic() {
        project.given(new ProjectCreated(7, "admin", Visibility.PUBLIC));
        Rights rights = rights(new Principal.Anonymous());
        assertThat(rights.allow(Permission.PULL, APP)).isTrue();
        assertThat(rights.allow(Permission.PUSH_NEW_TAG, APP)).isFalse();
        assertThat(rights.allow(new Permission("quota", "read"))).isFalse();
    }

    @Test
    void aRobotMayWhatItWasGivenInTheProjectThatWasMeant() {
        project.given(CREATED);
        RobotPermission push =
                new RobotPermission(RobotPermission.Scope.PROJECT, "team", 7, List.of(Permission.PUSH), List.of());
        assertThat(rights(robot(Optional.of(7L), push)).allow(Permission.PULL, APP))
                .isTrue();
        assertThat(rights(robot(Optional.empty(), push)).allow(Permission.PUSH, APP))
                .isTrue();
        assertThat(rights(robot(Optional.empty(), push)).allow(Permission.PULL, APP))
                .isFalse();
        RobotPermission former =
                new RobotPermission(RobotPermission.Scope.PROJECT, "team", 6, List.of(Permission.PUSH), List.of());
        assertThat(rights(robot(Optional.empty(), former)).grants()).isEmpty();
        RobotPermission all =
                new RobotPermission(RobotPermission.Scope.PROJECT, "*", 0, List.of(Permission.PULL), List.of());
        assertThat(rights(robot(Optional.empty(), all)).allow(Permission.PULL, APP))
                .isTrue();
        // A project's robot never gets beyond it, whatever it was given.
        assertThat(rights(robot(Optional.of(6L), all)).grants()).isEmpty();
    }

    @Test
    void onlySystemRobotsReachTheSystem() {
        Permission list = new Permission("user", "list");
        RobotPermission given = new RobotPermission(
                RobotPermission.Scope.SYSTEM, "/", 0, List.of(list, new Permission("member", "list")), List.of());
        assertThat(ProjectAccess.ofSystem(robot(Optional.empty(), given), list)).isTrue();
        assertThat(ProjectAccess.ofSystem(robot(Optional.of(7L), given), list)).isFalse();
        assertThat(ProjectAccess.ofSystem(robot(Optional.empty(), given), new Permission("member", "list")))
                .isFalse();
        assertThat(ProjectAccess.ofSystem(person(10, Set.of()), list)).isFalse();
        assertThat(ProjectAccess.ofSystem(new Principal.Person(1, "admin", true, Set.of()), list))
                .isTrue();
    }

    private Rights rights(Principal principal) {
        return ProjectAccess.rights(
                principal,
                new FindProject(Optional.empty(), ProjectAccess.subject(principal))
                        .answer(project.state())
                        .orElseThrow());
    }

    private static Principal person(long id, Set<Long> groups) {
        return new Principal.Person(id, "alice", false, groups);
    }

    private static Principal robot(Optional<Long> project, RobotPermission... permissions) {
        RobotName name = RobotName.parse("ci").orElseThrow();
        return new Principal.Machine(1, "robot$ci", name, project, List.of(permissions));
    }
}
