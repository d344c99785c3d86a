package org.shiplog.domain.group;

public sealed interface UserGroupEvent {
    record GroupCreated(UserGroup group) implements UserGroupEvent {}

    record GroupRenamed(long groupId, String from, String to) implements UserGroupEvent {}

    record GroupDeleted(long groupId, String name) implements UserGroupEvent {}
}
