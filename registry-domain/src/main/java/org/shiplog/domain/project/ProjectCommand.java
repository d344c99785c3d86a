package org.shiplog.domain.project;

import org.shiplog.domain.oci.RepositoryName;

public sealed interface ProjectCommand {
    /** @param projectId the number by which the API names the project, never used twice */
    record CreateProject(long projectId, String owner, Visibility visibility) implements ProjectCommand {}

    record ChangeVisibility(Visibility visibility) implements ProjectCommand {}

    /** Sent before the first write to a repository. */
    record RegisterRepository(RepositoryName repository) implements ProjectCommand {}

    /** Sent after the repository of that generation was retired. */
    record RemoveRepository(RepositoryName repository, long generation) implements ProjectCommand {}

    /** Refused while any repository is registered. */
    record DeleteProject() implements ProjectCommand {}
}
