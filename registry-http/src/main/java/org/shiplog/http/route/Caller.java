package org.shiplog.http.route;

import java.util.Set;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.oci.RepositoryName;

/** Who calls, and what the credentials of this request may be used for at most. */
public interface Caller {
    Principal principal();

    /** Whether the presented credentials reach this far; rights are checked besides. A registry token reaches its scopes only. */
    boolean reaches(RepositoryName repository, Set<Action> actions);

    /** Whether the presented credentials reach operations on the registry as a whole, such as its catalog. */
    default boolean reachesRegistry() {
        return false;
    }

    /** Whether any credentials were presented. */
    boolean presentedCredentials();
}
