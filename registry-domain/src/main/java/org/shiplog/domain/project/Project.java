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
 * @param metadata what was set, without {@code public}, which is the visibility
 * @param members by their ids
 * @param storageLimit bytes; {@value #UNLIMITED} for no limit
 */
public record Project(
        long projectId,
        String owner,
        Visibility visibility,
        PersistentMap<String, String> metadata,
        PersistentMap<Long, Member> members,
        long storageLimit,
        CveAllowlist cveAllowlist,
        PersistentMap<RepositoryName, Long> repositories,
        long lastGeneration) {
    public static final long UNLIMITED = -1;

    /** 1024 TiB, as in Harbor. */
    public static final long MAX_STORAGE_LIMIT = 1L << 50;

    static final Project NONE = none(0);

    static Project none(long lastGeneration) {
        return new Project(
                0,
                "",
                Visibility.PRIVATE,
                PersistentMap.empty(),
                PersistentMap.empty(),
                UNLIMITED,
                CveAllowlist.NONE,
                PersistentMap.empty(),
                lastGeneration);
    }

    public boolean exists() {
        return projectId != 0;
    }

    Project created(long id, String by, Visibility seen) {
        return new Project(id, by, seen, metadata, members, storageLimit, cveAllowlist, repositories, lastGeneration);
    }

    Project withVisibility(Visibility changed) {
        return created(projectId, owner, changed);
    }

    Project withMetadata(PersistentMap<String, String> changed) {
        return new Project(
                projectId,
                owner,
                visibility,
                changed,
                members,
                storageLimit,
                cveAllowlist,
                repositories,
                lastGeneration);
    }

    Project withMembers(PersistentMap<Long, Member> changed) {
        return new Project(
                projectId,
                owner,
                visibility,
                metadata,
                changed,
                storageLimit,
                cveAllowlist,
                repositories,
                lastGeneration);
    }

    Project withStorageLimit(long changed) {
        return new Project(
                projectId, owner, visibility, metadata, members, changed, cveAllowlist, repositories, lastGeneration);
    }

    Project withCveAllowlist(CveAllowlist changed) {
        return new Project(
                projectId, owner, visibility, metadata, members, storageLimit, changed, repositories, lastGeneration);
    }

    Project withRepositories(PersistentMap<RepositoryName, Long> changed, long generation) {
        return new Project(
                projectId,
                owner,
                visibility,
                metadata,
                members,
                storageLimit,
                cveAllowlist,
                changed,
                Math.max(lastGeneration, generation));
    }
}
