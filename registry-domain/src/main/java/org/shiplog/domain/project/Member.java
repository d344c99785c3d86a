package org.shiplog.domain.project;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.shiplog.domain.access.Grant;
import org.shiplog.domain.access.Permission;
import org.shiplog.domain.access.RepositoryGlob;
import org.shiplog.domain.access.Role;

/**
 * A user or group with a role in a project.
 *
 * @param memberId never used twice
 * @param subjectId the id of the user or group
 * @param name of the user or group when it became a member
 * @param repositories the repositories that the role is limited to; none for no limit
 * @param actions the only actions on repositories that the role comes with ({@code pull}, {@code push}, {@code push-new-tag},
 *     {@code delete}), in order; none for all that the role has
 */
public record Member(
        long memberId,
        Kind kind,
        long subjectId,
        String name,
        Role role,
        List<RepositoryGlob> repositories,
        List<String> actions) {
    /** How many patterns a member may have: a page of members must fit into one frame between nodes. */
    public static final int MAX_REPOSITORIES = 30;

    private static final Set<String> LIMITED = Set.of(
            Permission.PULL.action(),
            Permission.PUSH.action(),
            Permission.PUSH_NEW_TAG.action(),
            Permission.DELETE.action());

    /** Names are kept in events. */
    public enum Kind {
        USER,
        GROUP
    }

    public Member {
        repositories = List.copyOf(repositories);
        actions = actions.stream().distinct().sorted().toList();
    }

    /** A member without limits. */
    public static Member of(long memberId, Kind kind, long subjectId, String name, Role role) {
        return new Member(memberId, kind, subjectId, name, role, List.of(), List.of());
    }

    /** Whether the text is an action that a member can be limited to. */
    public static boolean isLimitableAction(String action) {
        return LIMITED.contains(action);
    }

    boolean isSubject(Kind ofKind, long id) {
        return kind == ofKind && subjectId == id;
    }

    /** What follows from the role and its limits. */
    public Grant grant() {
        String origin = role.wireName() + (kind == Kind.GROUP ? " by group " + name : "");
        Set<Permission> permissions = actions.isEmpty()
                ? role.permissions()
                : role.permissions().stream().filter(this::isKept).collect(Collectors.toUnmodifiableSet());
        return new Grant(origin, permissions, repositories);
    }

    private boolean isKept(Permission permission) {
        boolean limited =
                permission.resource().equals(Permission.PULL.resource()) && LIMITED.contains(permission.action());
        return !limited
                || actions.contains(permission.action())
                || (permission.equals(Permission.PUSH_NEW_TAG) && actions.contains(Permission.PUSH.action()));
    }

    /** Who is asked for: a user and the groups that the user is in. */
    public record Subject(long userId, List<Long> groups) {
        /** More groups than that are not looked at. */
        public static final int MAX_GROUPS = 1_000;

        public Subject {
            groups = groups.stream().sorted().limit(MAX_GROUPS).toList();
        }

        boolean includes(Member member) {
            return switch (member.kind()) {
                case USER -> member.subjectId() == userId;
                case GROUP -> groups.contains(member.subjectId());
            };
        }
    }

    static Optional<Member> find(Stream<Member> members, Kind kind, long subjectId) {
        return members.filter(member -> member.isSubject(kind, subjectId)).findFirst();
    }
}
