package org.shiplog.http.auth.external;

import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.shiplog.domain.aggregate.Entities;
import org.shiplog.domain.group.UserGroupCommand;
import org.shiplog.domain.group.UserGroupRefusal;
import org.shiplog.domain.group.UserGroups;
import org.shiplog.domain.identity.User;
import org.shiplog.domain.identity.UserCommand;
import org.shiplog.domain.identity.UserRefusal;
import org.shiplog.domain.identity.Username;
import org.shiplog.storage.identity.UserProfiles;

/**
 * What taking people in stands on.
 *
 * @param userIds numbers for new users
 * @param groupIds numbers for new groups
 */
public record Newcomers(
        Entities<Username, User, UserCommand, UserRefusal> users,
        Entities<String, UserGroups, UserGroupCommand, UserGroupRefusal> groups,
        UserProfiles profiles,
        Supplier<CompletionStage<Long>> userIds,
        Supplier<CompletionStage<Long>> groupIds) {}
