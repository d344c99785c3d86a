package org.shiplog.domain.access;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a member is in a project. Numbers, names and rights are Harbor's. */
public enum Role {
    PROJECT_ADMIN(1, "projectAdmin", """
        project:read,update,delete
        member:create,read,update,delete,list
        metadata:create,read,update,delete
        log:list
        quota:read
        label:create,read,update,delete,list
        repository:create,read,update,delete,list,pull,push
        artifact:create,read,delete,list
        artifact-addition:read
        artifact-label:create,delete
        tag:list,create,delete
        accessory:list
        tag-retention:create,read,update,delete,list,operate
        immutable-tag:create,update,delete,list
        configuration:read,update
        robot:create,read,update,delete,list
        notification-policy:create,read,update,delete,list
        scan:create,read,stop
        sbom:create,read,stop
        scanner:create,read
        preheat-policy:create,read,update,delete,list
        export-cve:create,read,list
        """),
    DEVELOPER(2, "developer", """
        project:read
        member:read,list
        quota:read
        label:read,list
        repository:create,read,update,list,pull,push
        artifact:create,read,list
        artifact-addition:read
        artifact-label:create,delete
        tag:list,create
        accessory:list
        tag-retention:create,read,update,delete,list,operate
        configuration:read
        robot:read,list
        scan:read
        sbom:read
        scanner:read
        export-cve:create,read,list
        """),
    GUEST(3, "guest", """
        project:read
        member:read,list
        quota:read
        label:read,list
        repository:read,list,pull
        artifact:read,list
        artifact-addition:read
        tag:list
        accessory:list
        configuration:read
        robot:read,list
        scan:read
        sbom:read
        scanner:read
        """),
    MAINTAINER(4, "maintainer", """
        project:read
        member:read,list
        metadata:read
        quota:read
        label:create,read,update,delete,list
        repository:create,read,update,delete,list,pull,push
        artifact:create,read,delete,list
        artifact-addition:read
        artifact-label:create,delete
        tag:list,create,delete
        accessory:list
        tag-retention:create,read,update,delete,list,operate
        immutable-tag:create,update,delete,list
        configuration:read
        robot:read,list
        notification-policy:read,list
        scan:create,read,stop
        sbom:create,read,stop
        scanner:read
        export-cve:create,read,list
        """),
    LIMITED_GUEST(5, "limitedGuest", """
        project:read
        quota:read
        repository:read,list,pull
        artifact:read,list
        artifact-addition:read
        tag:list
        accessory:list
        configuration:read
        scan:read
        sbom:read
        scanner:read
        """);

    /** What anybody may do in a public project. */
    public static final Set<Permission> PUBLIC = permissions("""
        project:read
        label:read,list
        repository:list,pull
        artifact:read,list
        artifact-addition:read
        tag:list
        accessory:list
        scan:read
        scanner:read
        """);

    private final int id;
    private final String wireName;
    private final Set<Permission> permissions;

    Role(int id, String wireName, String permissions) {
        this.id = id;
        this.wireName = wireName;
        this.permissions = permissions(permissions);
    }

    private static Set<Permission> permissions(String lines) {
        return lines.lines()
                .flatMap(Permission::listed)
                .flatMap(Permissions::withImplied)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The number that the API knows the role by. */
    public int id() {
        return id;
    }

    /** The name that the API knows the role by. */
    public String wireName() {
        return wireName;
    }

    public Set<Permission> permissions() {
        return permissions;
    }

    /** The roles that have the permission. */
    public static List<Role> allowing(Permission permission) {
        return Stream.of(values())
                .filter(role -> role.permissions.contains(permission))
                .toList();
    }

    /** Empty when no role has that number. */
    public static Optional<Role> of(long id) {
        return Stream.of(values()).filter(role -> role.id == id).findFirst();
    }
}
