package org.shiplog.domain.access;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.shiplog.domain.oci.RepositoryName;

/** What somebody may do in a project: what any of the grants allows. */
public record Rights(List<Grant> grants) {
    public static final Rights NONE = new Rights(List.of());

    public Rights {
        grants = List.copyOf(grants);
    }

    /** Everything that can be done in a project. */
    public static Rights all(String origin) {
        return new Rights(List.of(new Grant(origin, EVERYTHING, List.of())));
    }

    private static final Set<Permission> EVERYTHING = Stream.concat(
                    Stream.concat(Permissions.OF_PROJECT.stream(), Permissions.OWN.stream()),
                    Role.PROJECT_ADMIN.permissions().stream())
            .collect(Collectors.toUnmodifiableSet());

    /** On the project as a whole. */
    public boolean allow(Permission permission) {
        return grants.stream().anyMatch(grant -> grant.allows(permission));
    }

    public boolean allow(Permission permission, RepositoryName repository) {
        return because(permission, repository).isPresent();
    }

    /** On any repository of the project. */
    public boolean allowSomewhere(Permission permission) {
        return grants.stream().anyMatch(grant -> grant.permissions().contains(permission));
    }

    /** The grant that allows it. */
    public Optional<Grant> because(Permission permission, RepositoryName repository) {
        return grants.stream()
                .filter(grant -> grant.allows(permission, repository))
                .findFirst();
    }

    /** Whether nothing at all is allowed. */
    public boolean areNone() {
        return grants.stream().allMatch(grant -> grant.permissions().isEmpty());
    }
}
