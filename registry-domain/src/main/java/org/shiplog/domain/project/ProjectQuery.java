package org.shiplog.domain.project;

import java.util.List;
import java.util.Optional;
import org.shiplog.domain.aggregate.Query;
import org.shiplog.domain.oci.RepositoryName;

public sealed interface ProjectQuery<R> extends Query<Project, R> {
    /** What is needed to let a request through to a repository. */
    record FindProject(Optional<RepositoryName> repository) implements ProjectQuery<Optional<ProjectFacts>> {
        @Override
        public Optional<ProjectFacts> answer(Project project) {
            if (!project.exists()) {
                return Optional.empty();
            }
            Optional<Long> generation = repository.flatMap(
                    name -> Optional.ofNullable(project.repositories().get(name)));
            return Optional.of(new ProjectFacts(
                    project.projectId(),
                    project.owner(),
                    project.visibility(),
                    project.repositories().size(),
                    generation));
        }
    }

    /** At most {@code limit} registered repositories with their generations, in order, after the given name. */
    record ListRepositories(Optional<RepositoryName> after, int limit)
            implements ProjectQuery<List<RegisteredRepository>> {
        @Override
        public List<RegisteredRepository> answer(Project project) {
            return project.repositories().entriesAfter(after.orElse(null), limit).stream()
                    .map(entry -> new RegisteredRepository(entry.key(), entry.value()))
                    .toList();
        }
    }

    /** @param generation of the repository that was asked for; empty when it is not registered */
    record ProjectFacts(
            long projectId, String owner, Visibility visibility, int repositories, Optional<Long> generation) {}

    record RegisteredRepository(RepositoryName name, long generation) {}
}
