package org.shiplog.cluster.serialization;

import java.util.List;
import java.util.Optional;
import org.shiplog.domain.collection.PersistentMap;
import org.shiplog.domain.identity.User;
import org.shiplog.domain.identity.UserSource;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.oci.Tag;
import org.shiplog.domain.project.CveAllowlist;
import org.shiplog.domain.project.Project;
import org.shiplog.domain.project.Visibility;
import org.shiplog.domain.repository.Repository;
import org.shiplog.domain.robot.Robot;

/** States in forms that are not written any more, and what they mean today. */
final class FormerStates {
    private FormerStates() {}

    record Project1(
            long projectId,
            String owner,
            Visibility visibility,
            PersistentMap<RepositoryName, Long> repositories,
            long lastGeneration) {
        Project today() {
            return new Project(
                    projectId,
                    owner,
                    visibility,
                    PersistentMap.empty(),
                    PersistentMap.empty(),
                    Project.UNLIMITED,
                    CveAllowlist.NONE,
                    repositories,
                    lastGeneration);
        }
    }

    /** Nobody had labelled or described anything. */
    record Repository1(
            long generation,
            boolean retired,
            PersistentMap<Digest, Repository.Blob> blobs,
            PersistentMap<Digest, Repository.Manifest> manifests,
            PersistentMap<Tag, Digest> tags,
            PersistentMap<Digest, PersistentMap<Digest, String>> referrers) {
        Repository today() {
            return new Repository(generation, retired, blobs, manifests, tags, referrers, PersistentMap.empty(), "");
        }
    }

    /** There was no user but the first administrator. */
    record User1(String passwordHash, boolean systemAdmin) {
        User today() {
            return new User(
                    passwordHash.isEmpty() ? 0 : User.FIRST_ADMINISTRATOR,
                    UserSource.DATABASE,
                    passwordHash,
                    systemAdmin,
                    false,
                    true,
                    List.of(),
                    "",
                    List.of(),
                    Optional.empty());
        }
    }

    record Robot1(Optional<Robot.Account> account) {
        Robot today() {
            return new Robot(account, Optional.empty());
        }
    }
}
