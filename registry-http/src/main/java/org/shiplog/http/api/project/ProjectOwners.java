package org.shiplog.http.api.project;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.shiplog.domain.identity.User;
import org.shiplog.domain.identity.User.FindUser;
import org.shiplog.domain.identity.Username;
import org.shiplog.http.auth.Accounts;

/** Adds the owners' numbers to projects, which know them by name. */
final class ProjectOwners {
    private final Accounts accounts;

    ProjectOwners(Accounts accounts) {
        this.accounts = accounts;
    }

    /** An owner who is gone has none. */
    CompletionStage<List<ObjectNode>> add(List<ObjectNode> projects) {
        Set<String> names = projects.stream().map(ProjectOwners::owner).collect(Collectors.toSet());
        CompletionStage<Map<String, Long>> ids = completedFuture(new HashMap<>());
        for (String name : names) {
            ids = ids.thenCombine(id(name), (known, id) -> {
                id.ifPresent(number -> known.put(name, number));
                return known;
            });
        }
        return ids.thenApply(known -> {
            projects.stream()
                    .filter(project -> known.containsKey(owner(project)))
                    .forEach(project -> project.put("owner_id", known.get(owner(project))));
            return projects;
        });
    }

    private static String owner(ObjectNode project) {
        return project.path("owner_name").asText();
    }

    private CompletionStage<Optional<Long>> id(String name) {
        return Username.parse(name)
                .map(user -> accounts.users().query(user, new FindUser()).thenApply(found -> found.map(User::userId)))
                .orElseGet(() -> completedFuture(Optional.empty()));
    }
}
