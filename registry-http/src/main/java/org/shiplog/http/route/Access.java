package org.shiplog.http.route;

import java.util.Set;
import org.shiplog.domain.access.Permission;

/** What an operation demands of its caller. Declared on every route; checked before its handler runs. */
public sealed interface Access {
    /** No demands. */
    record Anyone() implements Access {}

    /** Any caller who proved who they are. */
    record LoggedIn() implements Access {}

    /** The permission on the registry as a whole. */
    record OnSystem(Permission permission) implements Access {}

    /** The permission in the project that the path names. */
    record OnProject(Permission permission) implements Access {}

    /** All of the actions on the repository that the path names. */
    record OnRepository(Set<Action> actions) implements Access {
        public OnRepository {
            actions = Set.copyOf(actions);
        }
    }

    /**
     * Any caller who proved who they are; and then one of the permissions on whatever the request turns out to be about, which only
     * the operation itself can find out.
     */
    record OnWhatIsFound(Set<Permission> permissions) implements Access {
        public OnWhatIsFound {
            permissions = Set.copyOf(permissions);
        }
    }
}
