package org.shiplog.domain.project;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.shiplog.domain.access.RepositoryGlob;
import org.shiplog.domain.access.Role;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.project.ProjectEvent.StorageLimitReached;

public sealed interface ProjectCommand {
    /**
     * @param projectId the number by which the API names the project, never used twice
     * @param creator becomes the first member
     */
    record CreateProject(
            long projectId, String owner, Visibility visibility, ProjectTerms terms, Optional<Member> creator)
            implements ProjectCommand {
        /** A project like any other, of nobody's. */
        public CreateProject(long projectId, String owner, Visibility visibility) {
            this(projectId, owner, visibility, ProjectTerms.STANDARD, Optional.empty());
        }
    }

    /** What a project begins with. */
    record ProjectTerms(Map<String, String> metadata, long storageLimit, CveAllowlist cveAllowlist) {
        public static final ProjectTerms STANDARD = new ProjectTerms(Map.of(), Project.UNLIMITED, CveAllowlist.NONE);

        public ProjectTerms {
            metadata = Map.copyOf(metadata);
        }
    }

    record ChangeVisibility(Visibility visibility) implements ProjectCommand {}

    /**
     * Several keys at once, all or none.
     *
     * @param visibility empty to leave it
     * @param metadata an empty value takes the key away
     * @param cveAllowlist empty to leave it
     */
    record ChangeTerms(
            Optional<Visibility> visibility,
            Map<String, Optional<String>> metadata,
            Optional<CveAllowlist> cveAllowlist)
            implements ProjectCommand {
        public ChangeTerms {
            metadata = Map.copyOf(metadata);
        }
    }

    /** Refused when the key is set already. */
    record AddMetadata(String key, String value) implements ProjectCommand {}

    record ChangeStorageLimit(long bytes) implements ProjectCommand {}

    /** Puts on record that a push came near to the limit, or was refused by it. */
    record NoteStorageLimit(StorageLimitReached reached) implements ProjectCommand {}

    record AddMember(Member member) implements ProjectCommand {}

    record ChangeMember(long memberId, Role role, List<RepositoryGlob> repositories, List<String> actions)
            implements ProjectCommand {
        public ChangeMember {
            repositories = List.copyOf(repositories);
            actions = List.copyOf(actions);
        }
    }

    record RemoveMember(long memberId) implements ProjectCommand {}

    /**
     * Puts a member back to what it was before an event, as long as it is what that event made it.
     *
     * @param projectId of the project that is meant; one of the same name that came later is another
     * @param left what the event made of the member; empty when it was removed
     * @param before what it was before; empty when it was none. One of the two is there
     * @param force whatever it is now
     */
    record ResetMember(long projectId, Optional<Member> left, Optional<Member> before, boolean force)
            implements ProjectCommand {}

    /**
     * Puts terms back to what they were before an event, as long as they are what that event made them.
     *
     * @param projectId as in {@link ResetMember}
     */
    record ResetTerms(long projectId, SomeTerms left, SomeTerms before, boolean force) implements ProjectCommand {}

    /**
     * Some of a project's terms; whatever is empty is not meant.
     *
     * @param metadata an empty value stands for a key that is not set
     */
    record SomeTerms(
            Optional<Visibility> visibility,
            Map<String, Optional<String>> metadata,
            Optional<CveAllowlist> cveAllowlist,
            Optional<Long> storageLimit) {
        public SomeTerms {
            metadata = Map.copyOf(metadata);
        }
    }

    /** Sent before the first write to a repository. */
    record RegisterRepository(RepositoryName repository) implements ProjectCommand {}

    /** Sent after the repository of that generation was retired. */
    record RemoveRepository(RepositoryName repository, long generation) implements ProjectCommand {}

    /** Refused while any repository is registered. */
    record DeleteProject() implements ProjectCommand {}
}
