package org.shiplog.http.route;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.access.Permission;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.project.ProjectQuery.ProjectFacts;

/** Answers by the same rules as are applied to the repository in a request's path. */
public final class LiveRights implements RepositoryAccess {
    private static final Set<Action> PULL = Set.of(Action.PULL);

    private final ProjectLookup lookup;

    public LiveRights(ProjectLookup lookup) {
        this.lookup = lookup;
    }

    /** What the principal may do to the repository today, whether or not it exists yet. */
    public CompletionStage<Set<Action>> of(Principal principal, RepositoryName repository) {
        return lookup.find(principal, repository.project(), Optional.empty()).thenApply(found -> {
            Set<Action> allowed = EnumSet.noneOf(Action.class);
            for (Action action : Action.values()) {
                if (found.rights().allow(action.permission(), repository)) {
                    allowed.add(action);
                }
            }
            return allowed;
        });
    }

    @Override
    public CompletionStage<Optional<Long>> mayPull(Call call, RepositoryName repository) {
        if (!reaches(call, repository)) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return lookup.find(call.principal(), repository.project(), Optional.of(repository))
                .thenApply(found -> found.rights().allow(Permission.PULL, repository)
                        ? found.facts().flatMap(ProjectFacts::generation)
                        : Optional.empty());
    }

    /**
     * Clients ask for a token to the repository that they push to, and often for that alone. Rights are given by project, so
     * such a token also reads the project's other repositories, as far as its principal may; those of other projects it has
     * to name.
     */
    private static boolean reaches(Call call, RepositoryName source) {
        return call.caller().reaches(source, PULL)
                || call.repository()
                        .filter(target -> target.project().equals(source.project()))
                        .map(target -> call.caller().reaches(target, PULL))
                        .orElse(false);
    }
}
