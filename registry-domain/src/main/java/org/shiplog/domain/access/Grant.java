package org.shiplog.domain.access;

import java.util.List;
import java.util.Set;
import org.shiplog.domain.oci.RepositoryName;

/**
 * Permissions in a project that stem from one place.
 *
 * @param origin where they stem from, for people: {@code developer by group builders}
 * @param repositories the repositories that they are limited to; none for no limit
 */
public record Grant(String origin, Set<Permission> permissions, List<RepositoryGlob> repositories) {
    public Grant {
        permissions = Set.copyOf(permissions);
        repositories = List.copyOf(repositories);
    }

    /** Whether it allows something to the project as a whole. Who may use some of the repositories sees the project. */
    public boolean allows(Permission permission) {
        return permissions.contains(permission)
                && (repositories.isEmpty() || permission.equals(Permission.READ_PROJECT));
    }

    public boolean allows(Permission permission, RepositoryName repository) {
        return permissions.contains(permission) && reaches(repository);
    }

    private boolean reaches(RepositoryName repository) {
        return repositories.isEmpty() || repositories.stream().anyMatch(glob -> glob.matches(repository));
    }
}
