package org.shiplog.cluster.serialization;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.shiplog.cluster.entity.EntityState;
import org.shiplog.cluster.entity.RecentCommands;
import org.shiplog.domain.collection.PersistentMap;
import org.shiplog.domain.identity.User;
import org.shiplog.domain.oci.BlobReference;
import org.shiplog.domain.oci.MediaType;
import org.shiplog.domain.oci.Tag;
import org.shiplog.domain.project.Project;
import org.shiplog.domain.project.ProjectEvent;
import org.shiplog.domain.project.ProjectRules;
import org.shiplog.domain.project.Visibility;
import org.shiplog.domain.repository.Repository;
import org.shiplog.domain.repository.RepositoryCommand.ManifestFacts;
import org.shiplog.domain.repository.RepositoryEvent;
import org.shiplog.domain.repository.RepositoryRules;

class SnapshotSerializerTest {
    private static final RecentCommands RECENT = new RecentCommands(
            PersistentMap.<String, Long>empty().put("c-1", 4L),
            PersistentMap.<Long, String>empty().put(4L, "c-1"));

    private final SnapshotSerializer serializer = new SnapshotSerializer();

    @Test
    void keepsARepository() {
        RepositoryRules rules = new RepositoryRules();
        Repository repository = List.of(
                        new RepositoryEvent.RepositoryCreated(3),
                        new RepositoryEvent.BlobUploaded(EventSamples.OTHER, 2),
                        new RepositoryEvent.ManifestPushed(new ManifestFacts(
                                EventSamples.DIGEST,
                                MediaType.OCI_MANIFEST,
                                412,
                                List.of(new BlobReference(EventSamples.OTHER, 2)),
                                Optional.of(EventSamples.OTHER),
                                "application/vnd.example.sbom")),
                        new RepositoryEvent.TagMoved(new Tag("v1"), Optional.empty(), EventSamples.DIGEST))
                .stream()
                .reduce(rules.initial(), rules::evolve, (_, last) -> last);

        assertKept(new EntityState<>(repository, 4, RECENT));
    }

    @Test
    void keepsAProject() {
        ProjectRules rules = new ProjectRules();
        Project created = rules.evolve(rules.initial(), new ProjectEvent.ProjectCreated(7, "admin", Visibility.PUBLIC));
        Project project = rules.evolve(created, new ProjectEvent.RepositoryRegistered(EventSamples.REPOSITORY, 9));

        assertKept(new EntityState<>(project, 2, RECENT));
    }

    @Test
    void keepsAUser() {
        assertKept(new EntityState<>(new User("$argon2id$...", true), 1, RECENT));
    }

    private void assertKept(EntityState<?> state) {
        assertThat(serializer.fromBinary(serializer.toBinary(state), serializer.manifest(state)))
                .isEqualTo(state);
    }
}
