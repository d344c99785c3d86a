package org.shiplog.domain.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.domain.repository.Samples.SIZE;
import static org.shiplog.domain.repository.Samples.digest;
import static org.shiplog.domain.repository.Samples.manifest;
import static org.shiplog.domain.repository.Samples.push;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.shiplog.domain.aggregate.DecisionFixture;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.Tag;
import org.shiplog.domain.repository.RepositoryCommand.DeleteManifest;
import org.shiplog.domain.repository.RepositoryCommand.DeleteRepository;
import org.shiplog.domain.repository.RepositoryCommand.DescribeRepository;
import org.shiplog.domain.repository.RepositoryCommand.LabelArtifact;
import org.shiplog.domain.repository.RepositoryCommand.LinkBlob;
import org.shiplog.domain.repository.RepositoryCommand.TagManifest;
import org.shiplog.domain.repository.RepositoryCommand.UnlabelArtifact;
import org.shiplog.domain.repository.RepositoryEvent.ArtifactLabeled;
import org.shiplog.domain.repository.RepositoryEvent.ArtifactUnlabeled;
import org.shiplog.domain.repository.RepositoryEvent.RepositoryDescribed;
import org.shiplog.domain.repository.RepositoryEvent.RepositoryRetired;
import org.shiplog.domain.repository.RepositoryEvent.TagMoved;
import org.shiplog.domain.repository.RepositoryRefusal.GenerationRetired;
import org.shiplog.domain.repository.RepositoryRefusal.LabelAttached;
import org.shiplog.domain.repository.RepositoryRefusal.LabelNotAttached;
import org.shiplog.domain.repository.RepositoryRefusal.ManifestUnknown;
import org.shiplog.domain.repository.RepositoryRefusal.TagTaken;

/** What is changed in a catalogue and not by a push: tags, labels, descriptions, whole repositories. */
final class CatalogueChangesTest {
    private static final Digest CONFIG = digest("config");
    private static final Digest IMAGE = digest("image");
    private static final Digest OTHER = digest("other image");
    private static final Tag V1 = new Tag("v1");
    private static final Tag V2 = new Tag("v2");

    private final DecisionFixture<Repository, RepositoryCommand, RepositoryEvent, RepositoryRefusal> repository =
            DecisionFixture.of(new RepositoryRules());

    @BeforeEach
    void givenAnImage() {
        repository.givenCommands(new LinkBlob(1, CONFIG, SIZE), push(1, manifest(IMAGE, CONFIG), "v1"));
    }

    @Test
    void setsATagThatThereIsNotYet() {
        repository.when(new TagManifest(1, IMAGE, V2)).thenEvents(new TagMoved(V2, Optional.empty(), IMAGE));
        repository.when(new TagManifest(1, IMAGE, V1)).thenNothing();
        repository.when(new TagManifest(1, OTHER, V2)).thenRefused(new ManifestUnknown(OTHER));
        repository.givenCommands(push(1, manifest(OTHER, CONFIG)));
        repository.when(new TagManifest(1, OTHER, V1)).thenRefused(new TagTaken(V1, IMAGE));
    }

    @Test
    void putsLabelsOnAndTakesThemOff() {
        repository.when(new UnlabelArtifact(1, IMAGE, 7)).thenRefused(new LabelNotAttached(IMAGE, 7));
        repository.when(new LabelArtifact(1, IMAGE, 7)).thenEvents(new ArtifactLabeled(IMAGE, 7));
        repository.when(new LabelArtifact(1, OTHER, 7)).thenRefused(new ManifestUnknown(OTHER));
        repository.when(new LabelArtifact(1, IMAGE, 7)).thenRefused(new LabelAttached(IMAGE, 7));
        repository.when(new UnlabelArtifact(1, IMAGE, 7)).thenEvents(new ArtifactUnlabeled(IMAGE, 7));
    }

    @Test
    void forgetsTheLabelsOfWhatIsDeleted() {
        RepositoryRules rules = new RepositoryRules();
        Repository labelled = List.of(
                        new RepositoryEvent.RepositoryCreated(1),
                        new RepositoryEvent.ManifestPushed(manifest(IMAGE)),
                        new ArtifactLabeled(IMAGE, 7),
                        new ArtifactLabeled(IMAGE, 3))
                .stream()
                .reduce(rules.initial(), rules::evolve, (_, last) -> last);
        assertThat(labelled.labelsOf(IMAGE)).containsExactly(3L, 7L);
        assertThat(rules.evolve(labelled, new RepositoryEvent.ManifestDeleted(IMAGE))
                        .labels()
                        .isEmpty())
                .isTrue();
    }

    @Test
    void isDescribed() {
        repository.when(new DescribeRepository(1, "Ours")).thenEvents(new RepositoryDescribed("", "Ours"));
        repository.when(new DescribeRepository(1, "Ours")).thenNothing();
        repository.when(new DescribeRepository(1, "")).thenEvents(new RepositoryDescribed("Ours", ""));
    }

    @Test
    void isDeletedWithEverythingInIt() {
        repository.when(new DeleteRepository(1)).thenEvents(new RepositoryRetired(1));
        repository.when(new DeleteRepository(1)).thenRefused(new GenerationRetired(1, 1));
        repository.when(new DeleteManifest(1, IMAGE)).thenRefused(new GenerationRetired(1, 1));
    }
}
