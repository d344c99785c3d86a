package org.shiplog.domain.group;

import org.jspecify.annotations.Nullable;
import org.shiplog.domain.aggregate.Aggregate;
import org.shiplog.domain.aggregate.Decision;
import org.shiplog.domain.group.UserGroupCommand.CreateGroup;
import org.shiplog.domain.group.UserGroupCommand.DeleteGroup;
import org.shiplog.domain.group.UserGroupCommand.RenameGroup;
import org.shiplog.domain.group.UserGroupEvent.GroupCreated;
import org.shiplog.domain.group.UserGroupEvent.GroupDeleted;
import org.shiplog.domain.group.UserGroupEvent.GroupRenamed;

/** How groups come, are named and go. */
public final class UserGroupRules implements Aggregate<UserGroups, UserGroupCommand, UserGroupEvent, UserGroupRefusal> {
    /** The one entity of its kind. */
    public static final String ENTITY = "all";

    static final int MAX_GROUPS = 20_000;

    @Override
    public UserGroups initial() {
        return UserGroups.NONE;
    }

    @Override
    public Decision<UserGroupEvent, UserGroupRefusal> decide(UserGroups groups, UserGroupCommand command) {
        return switch (command) {
            case CreateGroup(UserGroup group) -> create(groups, group);
            case RenameGroup(long groupId, String name) ->
                rename(groups, groups.byId().get(groupId), name);
            case DeleteGroup(long groupId) -> delete(groups.byId().get(groupId));
        };
    }

    private static Decision<UserGroupEvent, UserGroupRefusal> create(UserGroups groups, UserGroup group) {
        @Nullable Long taken = groups.byKey().get(group.key());
        if (taken != null) {
            return Decision.refuse(new UserGroupRefusal.GroupExists(taken));
        }
        return groups.byId().size() >= MAX_GROUPS
                ? Decision.refuse(new UserGroupRefusal.TooManyGroups(MAX_GROUPS))
                : Decision.accept(new GroupCreated(group));
    }

    private static Decision<UserGroupEvent, UserGroupRefusal> rename(
            UserGroups groups, @Nullable UserGroup group, String name) {
        if (group == null) {
            return Decision.refuse(new UserGroupRefusal.GroupUnknown());
        }
        if (group.name().equals(name)) {
            return Decision.accept();
        }
        @Nullable Long taken = groups.byKey().get(group.named(name).key());
        return taken != null && taken != group.groupId()
                ? Decision.refuse(new UserGroupRefusal.GroupExists(taken))
                : Decision.accept(new GroupRenamed(group.groupId(), group.name(), name));
    }

    private static Decision<UserGroupEvent, UserGroupRefusal> delete(@Nullable UserGroup group) {
        return group == null
                ? Decision.refuse(new UserGroupRefusal.GroupUnknown())
                : Decision.accept(new GroupDeleted(group.groupId(), group.name()));
    }

    @Override
    public UserGroups evolve(UserGroups groups, UserGroupEvent event) {
        return switch (event) {
            case GroupCreated(UserGroup group) -> groups.with(group);
            case GroupRenamed renamed -> {
                @Nullable UserGroup group = groups.byId().get(renamed.groupId());
                yield group == null ? groups : groups.without(group).with(group.named(renamed.to()));
            }
            case GroupDeleted deleted -> {
                @Nullable UserGroup group = groups.byId().get(deleted.groupId());
                yield group == null ? groups : groups.without(group);
            }
        };
    }
}
