package org.shiplog.http.api.member;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.shiplog.domain.access.RepositoryGlob;
import org.shiplog.domain.access.Role;
import org.shiplog.domain.group.UserGroup;
import org.shiplog.domain.project.Member;
import org.shiplog.http.api.json.Fields;
import org.shiplog.http.api.json.Globs;
import org.shiplog.http.auth.ldap.LdapGroup;

/**
 * The body of a member's addition or change.
 *
 * @param who empty when the body does not say
 * @param repositories the repositories that the role is limited to; empty when the body does not say. Not known to Harbor
 * @param actions the actions that the role is limited to; likewise
 */
record MemberRequest(
        Role role, Optional<Who> who, Optional<List<RepositoryGlob>> repositories, Optional<List<String>> actions) {
    private static final Set<String> OF_MEMBER =
            Set.of("role_id", "repositories", "actions", "member_user", "member_group");
    private static final Set<String> OF_USER = Set.of("user_id", "username");
    private static final Set<String> OF_GROUP = Set.of("id", "group_name", "group_type", "ldap_group_dn");
    private static final int MAX_NAME_LENGTH = 255;
    private static final int MAX_ACTIONS = 10;

    /** Whom the body means. */
    sealed interface Who {
        record UserId(long id) implements Who {}

        record GroupId(long id) implements Who {}

        record UserName(String name) implements Who {}

        /** @param name of the group, or its distinguished name in a directory, written as {@link LdapGroup#key()} does */
        record GroupName(UserGroup.Kind kind, String name) implements Who {}
    }

    /** Harbor's ProjectMember. */
    static MemberRequest member(Fields fields) throws Fields.Unfit {
        fields.only(OF_MEMBER);
        Optional<Who> who = who(fields);
        if (who.isEmpty()) {
            throw new Fields.Unfit("member_user or member_group must say who becomes a member");
        }
        return new MemberRequest(role(fields), who, repositories(fields), actions(fields));
    }

    /** Harbor's RoleRequest. Who the member is cannot change, and is passed over: clients send what they sent to add it. */
    static MemberRequest change(Fields fields) throws Fields.Unfit {
        fields.only(OF_MEMBER);
        return new MemberRequest(role(fields), Optional.empty(), repositories(fields), actions(fields));
    }

    private static Role role(Fields fields) throws Fields.Unfit {
        return fields.number("role_id")
                .flatMap(Role::of)
                .orElseThrow(() -> new Fields.Unfit("role_id must be the number of a role, 1 to 5"));
    }

    /** In Harbor's order of precedence. */
    private static Optional<Who> who(Fields fields) throws Fields.Unfit {
        Optional<Fields> user = fields.object("member_user");
        Optional<Fields> group = fields.object("member_group");
        List<Who> found = new ArrayList<>();
        if (user.isPresent()) {
            user.get().only(OF_USER);
            positive(user.get().number("user_id")).ifPresent(id -> found.add(new Who.UserId(id)));
        }
        if (group.isPresent()) {
            group.get().only(OF_GROUP);
            positive(group.get().number("id")).ifPresent(id -> found.add(new Who.GroupId(id)));
        }
        if (user.isPresent()) {
            filled(user.get().text("username", MAX_NAME_LENGTH)).ifPresent(name -> found.add(new Who.UserName(name)));
        }
        if (group.isPresent()) {
            groupByName(group.get()).ifPresent(found::add);
        }
        return found.stream().findFirst();
    }

    private static Optional<Who> groupByName(Fields group) throws Fields.Unfit {
        Optional<String> distinguishedName =
                filled(group.text("ldap_group_dn", UserGroup.MAX_DISTINGUISHED_NAME_LENGTH));
        Optional<String> name = filled(group.text("group_name", UserGroup.MAX_NAME_LENGTH));
        Optional<UserGroup.Kind> kind = group.number("group_type").flatMap(UserGroup.Kind::of);
        if (distinguishedName.isPresent()) {
            String key = filled(LdapGroup.key(distinguishedName.get()))
                    .orElseThrow(() -> new Fields.Unfit("ldap_group_dn is no distinguished name"));
            return Optional.of(new Who.GroupName(UserGroup.Kind.LDAP, key));
        }
        if (name.isPresent() && kind.filter(type -> type != UserGroup.Kind.LDAP).isEmpty()) {
            throw new Fields.Unfit("group_name needs a group_type of 2 or 3, or else ldap_group_dn");
        }
        return name.map(text -> new Who.GroupName(kind.orElseThrow(), text));
    }

    private static Optional<Long> positive(Optional<Long> number) {
        return number.filter(id -> id > 0);
    }

    private static Optional<String> filled(Optional<String> text) {
        return text.filter(name -> !name.isEmpty());
    }

    private static Optional<List<RepositoryGlob>> repositories(Fields fields) throws Fields.Unfit {
        return fields.has("repositories") ? Optional.of(Globs.read(fields, "repositories")) : Optional.empty();
    }

    private static Optional<List<String>> actions(Fields fields) throws Fields.Unfit {
        if (!fields.has("actions")) {
            return Optional.empty();
        }
        List<String> actions = fields.texts("actions", MAX_ACTIONS, MAX_NAME_LENGTH);
        if (!actions.stream().allMatch(Member::isLimitableAction)) {
            throw new Fields.Unfit("actions can be pull, push, push-new-tag and delete");
        }
        return Optional.of(actions);
    }
}
