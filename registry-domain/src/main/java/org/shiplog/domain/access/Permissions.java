package org.shiplog.domain.access;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The permissions that robots can be given. */
public final class Permissions {
    private Permissions() {}

    /** On the registry as a whole, in Harbor's words. */
    public static final Set<Permission> OF_SYSTEM = of("""
        audit-log:list
        catalog:read
        garbage-collection:create,list,read,stop,update
        jobservice-monitor:list,stop
        label:create,delete,read,update
        ldap-user:create,list
        preheat-instance:create,delete,list,read,update
        project:create,list
        purge-audit:create,list,read,stop,update
        quota:list,read,update
        registry:create,delete,list,read,update
        replication:create,list,read
        replication-adapter:list
        replication-policy:create,delete,list,read,update
        robot:create,delete,list,read
        scan-all:create,read,stop,update
        scanner:create,delete,list,read,update
        security-hub:list,read
        system-volumes:read
        user:create,delete,list,read,update
        user-group:create,delete,list,read,update
        """);

    /** Within a project, in Harbor's words. */
    public static final Set<Permission> OF_PROJECT = of("""
        accessory:list
        artifact:create,delete,list,read
        artifact-addition:read
        artifact-label:create,delete
        export-cve:create,read
        immutable-tag:create,delete,list,update
        label:create,delete,list,read,update
        log:list
        member:create,delete,list,read,update
        metadata:create,delete,list,read,update
        notification-policy:create,delete,list,read,update
        preheat-policy:create,delete,list,read,update
        project:delete,read,update
        quota:read
        repository:delete,list,pull,push,read,update
        robot:create,delete,list,read
        sbom:create,read,stop
        scan:create,read,stop
        scanner:create,read
        tag:create,delete,list
        tag-retention:create,delete,list,read,update
        """);

    /** Within a project, and not known to Harbor. */
    public static final Set<Permission> OWN = Set.of(Permission.PUSH_NEW_TAG);

    /** Whether a robot can be given it within a project. */
    public static boolean isOfProject(Permission permission) {
        return OF_PROJECT.contains(permission) || OWN.contains(permission);
    }

    /** One line for each resource. */
    private static Set<Permission> of(String lines) {
        return lines.lines().flatMap(Permission::listed).collect(Collectors.toUnmodifiableSet());
    }

    static Stream<Permission> withImplied(Permission permission) {
        return permission.equals(Permission.PUSH)
                ? Stream.of(permission, Permission.PUSH_NEW_TAG)
                : Stream.of(permission);
    }
}
