package org.shiplog.http.route;

import java.util.Set;

/** What an operation demands of its caller. Declared on every route; checked before its handler runs. */
public sealed interface Access {
    /** No demands. */
    record Anyone() implements Access {}

    /** Any caller who proved who they are. */
    record LoggedIn() implements Access {}

    record SystemAdministrator() implements Access {}

    /** All of the actions on the repository that the path names. */
    record OnRepository(Set<Action> actions) implements Access {
        public OnRepository {
            actions = Set.copyOf(actions);
        }
    }

    /** To see the project that the path names. */
    record ReadProject() implements Access {}

    /** To change, delete or audit the project that the path names. */
    record AdministerProject() implements Access {}
}
