package org.shiplog.domain.identity;

import java.util.List;
import java.util.Set;
import org.shiplog.domain.access.Permission;
import org.shiplog.domain.access.RepositoryGlob;

/**
 * What a robot may do, and where.
 *
 * @param scope on what
 * @param namespace the project's name; {@code *} for every project, {@code /} for the registry as a whole
 * @param projectId the project that had that name when the permission was given: a later one of the same name is not meant. 0
 *     for every project and for the registry as a whole
 * @param access in order, without repetitions
 * @param repositories the repositories that it is limited to; none for no limit
 */
public record RobotPermission(
        Scope scope, String namespace, long projectId, List<Permission> access, List<RepositoryGlob> repositories) {
    public static final String EVERY_PROJECT = "*";
    public static final String SYSTEM = "/";

    public enum Scope {
        SYSTEM,
        PROJECT
    }

    public RobotPermission {
        access = access.stream().distinct().sorted().toList();
        repositories = List.copyOf(repositories);
    }

    /** Whether it is about the project of that id. */
    public boolean concerns(long project) {
        return scope == Scope.PROJECT && (namespace.equals(EVERY_PROJECT) || projectId == project);
    }

    public Set<Permission> permissions() {
        return Set.copyOf(access);
    }
}
