package org.shiplog.domain.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.shiplog.domain.repository.Samples.SIZE;
import static org.shiplog.domain.repository.Samples.digest;
import static org.shiplog.domain.repository.Samples.manifest;
import static org.shiplog.domain.repository.Samples.push;
import static org.shiplog.domain.repository.Samples.referrer;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.shiplog.domain.aggregate.DecisionFixture;
import org.shiplog.domain.oci.BlobReference;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.MediaType;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.oci.Tag;
import org.shiplog.domain.repository.Repository.Blob;
import org.shiplog.domain.repository.RepositoryCommand.DeleteBlob;
import org.shiplog.domain.repository.RepositoryCommand.DeleteManifest;
import org.shiplog.domain.repository.RepositoryCommand.DeleteTag;
import org.shiplog.domain.repository.RepositoryCommand.LinkBlob;
import org.shiplog.domain.repository.RepositoryCommand.ManifestFacts;
import org.shiplog.domain.repository.RepositoryCommand.MountBlob;
import org.shiplog.domain.repository.RepositoryCommand.RetireRepository;
import org.shiplog.domain.repository.RepositoryEvent.BlobDeleted;
import org.shiplog.domain.repository.RepositoryEvent.BlobMounted;
import org.shiplog.domain.repository.RepositoryEvent.BlobUploaded;
import org.shiplog.domain.repository.RepositoryEvent.ManifestDeleted;
import org.shiplog.domain.repository.RepositoryEvent.ManifestPushed;
import org.shiplog.domain.repository.RepositoryEvent.RepositoryCreated;
import org.shiplog.domain.repository.RepositoryEvent.RepositoryRetired;
import org.shiplog.domain.repository.RepositoryEvent.TagDeleted;
import org.shiplog.domain.repository.RepositoryEvent.TagMoved;
import org.shiplog.domain.repository.RepositoryRefusal.BlobInUse;
import org.shiplog.domain.repository.RepositoryRefusal.BlobSizeMismatch;
import org.shiplog.domain.repository.RepositoryRefusal.BlobUnknown;
import org.shiplog.domain.repository.RepositoryRefusal.GenerationRetired;
import org.shiplog.domain.repository.RepositoryRefusal.ManifestBlobsUnknown;
import org.shiplog.domain.repository.RepositoryRefusal.ManifestUnknown;
import org.shiplog.domain.repository.RepositoryRefusal.RepositoryNotEmpty;
import org.shiplog.domain.repository.RepositoryRefusal.TagUnknown;

final class RepositoryRulesTest {
    private static final Digest CONFIG = digest("config");
    private static final Digest LAYER = digest("layer");
    private static final Digest IMAGE = digest("image");
    private static final Digest OTHER = digest("other image");
    private static final Digest SIGNATURE = digest("signature");
    private static final Tag LATEST = new Tag("latest");
    private static final Tag V1 = new Tag("v1");
    private static final RepositoryName SOURCE = new RepositoryName("library/source");
    private static final ManifestFacts IMAGE_FACTS = manifest(IMAGE, CONFIG, LAYER);

    private final DecisionFixture<Repository, RepositoryCommand, RepositoryEvent, RepositoryRefusal> repository =
            DecisionFixture.of(new RepositoryRules());

    private void givenAnImage(String... tags) {
        repository.givenCommands(
                new LinkBlob(1, CONFIG, SIZE), new LinkBlob(1, LAYER, SIZE), push(1, IMAGE_FACTS, tags));
    }

    @Test
    void createsItselfWithItsFirstBlob() {
        repository
                .when(new LinkBlob(1, LAYER, SIZE))
                .thenEvents(new RepositoryCreated(1), new BlobUploaded(LAYER, SIZE));
    }

    @Test
    void createsItselfWithItsFirstMount() {
        repository
                .when(new MountBlob(1, LAYER, SIZE, SOURCE))
                .thenEvents(new RepositoryCreated(1), new BlobMounted(LAYER, SIZE, SOURCE));
    }

    @Test
    void createsItselfWithAManifestThatNeedsNoBlobs() {
        repository
                .when(push(1, manifest(IMAGE), "latest"))
                .thenEvents(
                        new RepositoryCreated(1),
                        new ManifestPushed(manifest(IMAGE)),
                        new TagMoved(LATEST, Optional.empty(), IMAGE));
    }

    @Test
    void isNotCreatedByARefusedCommand() {
        repository.when(push(1, IMAGE_FACTS)).thenRefused(new ManifestBlobsUnknown(List.of(CONFIG, LAYER)));

        assertThat(repository.state().generation()).isZero();
    }

    @Test
    void linksABlobOnceHoweverItComes() {
        repository.givenCommands(new LinkBlob(1, LAYER, SIZE));

        repository.when(new LinkBlob(1, LAYER, SIZE)).thenNothing();
        repository.when(new MountBlob(1, LAYER, SIZE, SOURCE)).thenNothing();
    }

    @Test
    void keepsABlobsUsesWhenItIsUploadedAgain() {
        givenAnImage();

        repository
                .when(new LinkBlob(1, LAYER, SIZE))
                .thenNothing()
                .thenState(kept -> assertThat(kept.blobs().get(LAYER)).isEqualTo(new Blob(SIZE, 1)));
    }

    @Test
    void pushesAManifestWithItsTagsAtOnce() {
        repository.givenCommands(new LinkBlob(1, CONFIG, SIZE), new LinkBlob(1, LAYER, SIZE));

        repository
                .when(push(1, IMAGE_FACTS, "latest", "v1"))
                .thenEvents(
                        new ManifestPushed(IMAGE_FACTS),
                        new TagMoved(LATEST, Optional.empty(), IMAGE),
                        new TagMoved(V1, Optional.empty(), IMAGE));
    }

    @Test
    void movesATagOnceThoughItIsNamedTwice() {
        givenAnImage();

        repository
                .when(push(1, IMAGE_FACTS, "latest", "latest"))
                .thenEvents(new TagMoved(LATEST, Optional.empty(), IMAGE));
    }

    @Test
    void recordsWhereATagPointedBefore() {
        givenAnImage("latest");

        repository
                .when(push(1, manifest(OTHER, LAYER), "latest"))
                .thenEvents(
                        new ManifestPushed(manifest(OTHER, LAYER)), new TagMoved(LATEST, Optional.of(IMAGE), OTHER));
    }

    @Test
    void movesOnlyTheTagsThatPointElsewhere() {
        givenAnImage("latest");

        repository.when(push(1, IMAGE_FACTS, "latest", "v1")).thenEvents(new TagMoved(V1, Optional.empty(), IMAGE));
    }

    @Test
    void refusesAManifestWithAllItsMissingBlobs() {
        repository.givenCommands(new LinkBlob(1, LAYER, SIZE));

        repository
                .when(push(1, manifest(IMAGE, CONFIG, LAYER, digest("more")), "latest"))
                .thenRefused(new ManifestBlobsUnknown(List.of(CONFIG, digest("more"))));
        assertThat(repository.state().tags().isEmpty()).isTrue();
    }

    @Test
    void refusesAManifestThatDeclaresAnotherSizeForABlob() {
        repository.givenCommands(new LinkBlob(1, CONFIG, SIZE), new LinkBlob(1, LAYER, SIZE + 1));

        repository.when(push(1, IMAGE_FACTS)).thenRefused(new BlobSizeMismatch(LAYER, SIZE, SIZE + 1));
    }

    @Test
    void needsTheBlobsThatAManifestIsPushedAgainWith() {
        repository.givenCommands(
                new LinkBlob(1, CONFIG, SIZE), push(1, manifest(IMAGE, CONFIG)), new LinkBlob(1, LAYER, SIZE));

        repository.when(push(1, IMAGE_FACTS)).thenEvents(new ManifestPushed(IMAGE_FACTS));
        repository.when(push(1, manifest(IMAGE, CONFIG))).thenNothing();
        repository.when(new DeleteBlob(1, LAYER)).thenRefused(new BlobInUse(LAYER, 1));
        repository.when(new DeleteBlob(1, CONFIG)).thenRefused(new BlobInUse(CONFIG, 1));
    }

    @Test
    void refusesToDeleteABlobThatManifestsNeed() {
        givenAnImage();
        repository.givenCommands(push(1, manifest(OTHER, LAYER)));

        repository.when(new DeleteBlob(1, LAYER)).thenRefused(new BlobInUse(LAYER, 2));
        repository.when(new DeleteBlob(1, CONFIG)).thenRefused(new BlobInUse(CONFIG, 1));
    }

    @Test
    void freesBlobsWithTheLastManifestThatNeedsThem() {
        givenAnImage();
        repository.givenCommands(push(1, manifest(OTHER, LAYER)), new DeleteManifest(1, IMAGE));

        repository.when(new DeleteBlob(1, CONFIG)).thenEvents(new BlobDeleted(CONFIG, SIZE));
        repository.when(new DeleteBlob(1, LAYER)).thenRefused(new BlobInUse(LAYER, 1));
        repository.givenCommands(new DeleteManifest(1, OTHER));
        repository.when(new DeleteBlob(1, LAYER)).thenEvents(new BlobDeleted(LAYER, SIZE));
    }

    @Test
    void refusesToDeleteWhatIsNotThere() {
        givenAnImage();

        repository.when(new DeleteBlob(1, OTHER)).thenRefused(new BlobUnknown(OTHER));
        repository.when(new DeleteManifest(1, OTHER)).thenRefused(new ManifestUnknown(OTHER));
        repository.when(new DeleteTag(1, V1)).thenRefused(new TagUnknown(V1));
    }

    @Test
    void deletesATagAndKeepsItsManifest() {
        givenAnImage("latest", "v1");

        repository
                .when(new DeleteTag(1, LATEST))
                .thenEvents(new TagDeleted(LATEST, IMAGE))
                .thenState(
                        left -> assertThat(left.manifests().containsKey(IMAGE)).isTrue());
    }

    @Test
    void deletesAManifestWithAllItsTags() {
        givenAnImage("latest", "v1");
        repository.givenCommands(push(1, manifest(OTHER, LAYER), "other"));

        repository
                .when(new DeleteManifest(1, IMAGE))
                .thenEvents(new TagDeleted(LATEST, IMAGE), new TagDeleted(V1, IMAGE), new ManifestDeleted(IMAGE))
                .thenState(left -> assertThat(left.tags().size()).isEqualTo(1));
    }

    @Test
    void listsReferrersWhicheverIsPushedFirst() {
        ManifestFacts signature = referrer(SIGNATURE, IMAGE, "application/sig", LAYER);
        DecisionFixture<Repository, RepositoryCommand, RepositoryEvent, RepositoryRefusal> reversed =
                DecisionFixture.of(new RepositoryRules());
        reversed.givenCommands(new LinkBlob(1, LAYER, SIZE), push(1, signature), new LinkBlob(1, CONFIG, SIZE));
        reversed.givenCommands(push(1, IMAGE_FACTS));
        givenAnImage();
        repository.givenCommands(push(1, signature));

        assertThat(repository.state()).isEqualTo(reversed.state());
        assertThat(repository.state().referrers().get(IMAGE)).isNotNull();
    }

    @Test
    void forgetsAReferrerThatIsDeletedAndKeepsThoseOfADeletedSubject() {
        givenAnImage();
        ManifestFacts signature = referrer(SIGNATURE, IMAGE, "application/sig", LAYER);
        ManifestFacts bill = referrer(OTHER, IMAGE, "application/sbom", LAYER);
        repository.givenCommands(push(1, signature), push(1, bill), new DeleteManifest(1, SIGNATURE));

        assertThat(repository.state().referrers().get(IMAGE))
                .hasToString("[Entry[key=" + OTHER + ", value=application/sbom]]");
        repository.givenCommands(new DeleteManifest(1, IMAGE));
        assertThat(repository.state().referrers().size()).isEqualTo(1);
        repository.givenCommands(new DeleteManifest(1, OTHER));
        assertThat(repository.state().referrers().isEmpty()).isTrue();
    }

    @Test
    void refusesToRetireWhileThereAreManifests() {
        givenAnImage();

        repository.when(new RetireRepository(1)).thenRefused(new RepositoryNotEmpty(1));
    }

    @Test
    void retiresWithWhateverBlobsAreLeft() {
        givenAnImage();
        repository.givenCommands(new DeleteManifest(1, IMAGE));

        repository
                .when(new RetireRepository(1))
                .thenEvents(new RepositoryRetired(1))
                .thenState(retired -> assertThat(retired).isEqualTo(Repository.empty(1, true)));
    }

    static Stream<RepositoryCommand> everyCommandOfGenerationOne() {
        return Stream.of(
                new LinkBlob(1, LAYER, SIZE),
                new MountBlob(1, LAYER, SIZE, SOURCE),
                new DeleteBlob(1, LAYER),
                push(1, manifest(IMAGE), "latest"),
                new DeleteManifest(1, IMAGE),
                new DeleteTag(1, LATEST),
                new RetireRepository(1));
    }

    @ParameterizedTest
    @MethodSource("everyCommandOfGenerationOne")
    void refusesEveryCommandToARetiredGeneration(RepositoryCommand command) {
        repository.givenCommands(new LinkBlob(1, LAYER, SIZE), new RetireRepository(1));

        repository.when(command).thenRefused(new GenerationRetired(1, 1));
    }

    @ParameterizedTest
    @MethodSource("everyCommandOfGenerationOne")
    void refusesEveryCommandToTheGenerationBeforeTheCurrentOne(RepositoryCommand command) {
        repository.givenCommands(new RetireRepository(1), new LinkBlob(2, LAYER, SIZE));

        repository.when(command).thenRefused(new GenerationRetired(1, 2));
    }

    @Test
    void startsEmptyInEachGeneration() {
        givenAnImage("latest");
        repository.givenCommands(new DeleteManifest(1, IMAGE), new RetireRepository(1));

        repository.when(push(3, IMAGE_FACTS, "latest")).thenRefused(new ManifestBlobsUnknown(List.of(CONFIG, LAYER)));
        repository
                .when(new LinkBlob(3, LAYER, SIZE))
                .thenEvents(new RepositoryCreated(3), new BlobUploaded(LAYER, SIZE))
                .thenState(fresh -> assertThat(fresh.blobs().size()).isEqualTo(1));
        repository.assertReplaysFromTheBeginning();
    }

    @Test
    void retiresAGenerationThatWasNeverWrittenTo() {
        repository.when(new RetireRepository(1)).thenEvents(new RepositoryCreated(1), new RepositoryRetired(1));
    }

    @Test
    void limitsTheBlobsOfAManifest() {
        List<BlobReference> most = IntStream.range(0, ManifestFacts.MAX_BLOBS)
                .mapToObj(i -> new BlobReference(digest("blob " + i), 1))
                .toList();
        List<BlobReference> tooMany = Stream.concat(most.stream(), Stream.of(new BlobReference(LAYER, 1)))
                .toList();

        assertThat(new ManifestFacts(IMAGE, MediaType.OCI_MANIFEST, 1, most, Optional.empty(), "").blobs())
                .hasSize(ManifestFacts.MAX_BLOBS);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ManifestFacts(IMAGE, MediaType.OCI_MANIFEST, 1, tooMany, Optional.empty(), ""));
        assertThatIllegalArgumentException().isThrownBy(() -> new BlobReference(LAYER, -1));
    }
}
