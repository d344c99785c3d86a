package org.shiplog.domain.project;

import org.shiplog.domain.collection.PersistentMap;
import org.shiplog.domain.oci.RepositoryName;

/**
 * A project as its events made it.
 *
 * <p>Each registration of a repository gets a generation, a number that grows over the whole life of the project's name.
 * Writes carry it, so that one meant for a repository that was removed meanwhile cannot land in its successor.
 *
 * @param projectId 0 while no project of this name exists
 */
public record Project(
        long projectId,
        String owner,
        Visibility visibility,
        PersistentMap<RepositoryName, Long> repositories,
        long lastGeneration) {

    static final Project NONE = new Project(0, "", Visibility.PRIVATE, PersistentMap.empty(), 0);

    public boolean exists() {
        return projectId != 0;
    }

    Project withVisibility(Visibility changed) {
        return new Project(projectId, owner, changed, repositories, lastGeneration);
    }

    Project withRepositories(PersistentMap<RepositoryName, Long> changed, long generation) {
        return new Project(projectId, owner, visibility, changed, Math.max(lastGeneration, generation));
    }
}
