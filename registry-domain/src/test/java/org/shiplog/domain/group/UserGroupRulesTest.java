package org.shiplog.domain.group;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.shiplog.domain.aggregate.DecisionFixture;
import org.shiplog.domain.group.UserGroup.Kind;
import org.shiplog.domain.group.UserGroupCommand.CreateGroup;
import org.shiplog.domain.group.UserGroupCommand.DeleteGroup;
import org.shiplog.domain.group.UserGroupCommand.RenameGroup;
import org.shiplog.domain.group.UserGroups.FindGroups;
import org.shiplog.domain.group.UserGroups.ListGroups;

final class UserGroupRulesTest {
    private static final UserGroup ADMINS = new UserGroup(1, Kind.LDAP, "admins", "cn=admins,dc=example");
    private static final UserGroup BUILDERS = new UserGroup(2, Kind.OIDC, "builders", "");

    private final DecisionFixture<UserGroups, UserGroupCommand, UserGroupEvent, UserGroupRefusal> groups =
            DecisionFixture.of(new UserGroupRules());

    @Test
    void aDirectorysGroupIsToldByWhereItIs() {
        groups.when(new CreateGroup(ADMINS)).thenEvents(new UserGroupEvent.GroupCreated(ADMINS));
        groups.when(new CreateGroup(new UserGroup(3, Kind.LDAP, "others", "CN=Admins, DC=example")))
                .thenRefused(new UserGroupRefusal.GroupExists(1));
        groups.when(new CreateGroup(new UserGroup(3, Kind.LDAP, "admins", "cn=other,dc=example")))
                .thenState(state -> assertThat(state.byId().size()).isEqualTo(2));
    }

    @Test
    void theOthersAreToldByTheirNames() {
        groups.given(new UserGroupEvent.GroupCreated(BUILDERS));
        groups.when(new CreateGroup(new UserGroup(3, Kind.OIDC, "builders", "")))
                .thenRefused(new UserGroupRefusal.GroupExists(2));
        groups.givenCommands(new CreateGroup(new UserGroup(4, Kind.HTTP, "builders", "")));
        groups.givenCommands(new CreateGroup(new UserGroup(5, Kind.OIDC, "testers", "")));
        groups.when(new RenameGroup(5, "builders")).thenRefused(new UserGroupRefusal.GroupExists(2));
        groups.when(new RenameGroup(5, "checkers"))
                .thenEvents(new UserGroupEvent.GroupRenamed(5, "testers", "checkers"));
        assertThat(new FindGroups(Kind.OIDC, List.of("checkers", "testers", "builders")).answer(groups.state()))
                .containsExactly(5L, 2L);
    }

    @Test
    void listsByPages() {
        groups.given(new UserGroupEvent.GroupCreated(ADMINS), new UserGroupEvent.GroupCreated(BUILDERS));
        assertThat(new ListGroups(Optional.empty(), "", 1, 10).answer(groups.state()))
                .isEqualTo(new UserGroups.GroupPage(List.of(BUILDERS), 2));
        assertThat(new ListGroups(Optional.of(Kind.LDAP), "ADM", 0, 10)
                        .answer(groups.state())
                        .groups())
                .containsExactly(ADMINS);
    }

    @Test
    void goesAndIsUnknown() {
        groups.given(new UserGroupEvent.GroupCreated(ADMINS))
                .when(new DeleteGroup(1))
                .thenEvents(new UserGroupEvent.GroupDeleted(1, "admins"));
        groups.when(new DeleteGroup(1)).thenRefused(new UserGroupRefusal.GroupUnknown());
        groups.when(new RenameGroup(1, "x")).thenRefused(new UserGroupRefusal.GroupUnknown());
        groups.when(new CreateGroup(new UserGroup(9, Kind.LDAP, "admins", "cn=admins,dc=example")))
                .thenState(state -> assertThat(state.byId().get(9L)).isNotNull());
    }
}
