package org.shiplog.domain.group;

public sealed interface UserGroupRefusal {
    record GroupExists(long groupId) implements UserGroupRefusal {}

    record GroupUnknown() implements UserGroupRefusal {}

    record TooManyGroups(int limit) implements UserGroupRefusal {}
}
