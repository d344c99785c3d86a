package org.shiplog.domain.group;

public sealed interface UserGroupCommand {
    record CreateGroup(UserGroup group) implements UserGroupCommand {}

    record RenameGroup(long groupId, String name) implements UserGroupCommand {}

    record DeleteGroup(long groupId) implements UserGroupCommand {}
}
