package org.shiplog.domain.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.domain.repository.Samples.SIZE;
import static org.shiplog.domain.repository.Samples.digest;
import static org.shiplog.domain.repository.Samples.manifest;
import static org.shiplog.domain.repository.Samples.push;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shiplog.domain.access.Permission;
import org.shiplog.domain.aggregate.DecisionFixture;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.Tag;
import org.shiplog.domain.repository.RepositoryCommand.DeleteManifest;
import org.shiplog.domain.repository.RepositoryCommand.DeleteTag;
import org.shiplog.domain.repository.RepositoryCommand.DescribeRepository;
import org.shiplog.domain.repository.RepositoryCommand.LabelArtifact;
import org.shiplog.domain.repository.RepositoryCommand.LinkBlob;
import org.shiplog.domain.repository.RepositoryCommand.ManifestFacts;
import org.shiplog.domain.repository.RepositoryCommand.UnlabelArtifact;
import org.shiplog.domain.repository.RepositoryEvent.ArtifactLabeled;
import org.shiplog.domain.repository.RepositoryEvent.ArtifactUnlabeled;
import org.shiplog.domain.repository.RepositoryEvent.BlobUploaded;
import org.shiplog.domain.repository.RepositoryEvent.ManifestDeleted;
import org.shiplog.domain.repository.RepositoryEvent.ManifestPushed;
import org.shiplog.domain.repository.RepositoryEvent.RepositoryDescribed;
import org.shiplog.domain.repository.RepositoryEvent.TagDeleted;
import org.shiplog.domain.repository.RepositoryEvent.TagMoved;
import org.shiplog.domain.repository.RepositoryRefusal.DescriptionChangedSince;
import org.shiplog.domain.repository.RepositoryRefusal.LabelNotAttached;
import org.shiplog.domain.repository.RepositoryRefusal.ManifestTaggedSince;
import org.shiplog.domain.repository.RepositoryRefusal.ManifestUnknown;
import org.shiplog.domain.repository.RepositoryRefusal.TagChangedSince;
import org.shiplog.domain.repository.RepositoryRefusal.TagReserved;

final class RepositoryUndoTest {
    private static final Digest BLOB = digest("blob");
    private static final ManifestFacts OLD = manifest(digest("old"), BLOB);
    private static final ManifestFacts NEW = manifest(digest("new"), BLOB);
    private static final Tag PROD = new Tag("prod");

    private final DecisionFixture<Repository, RepositoryCommand, RepositoryEvent, RepositoryRefusal> repository =
            DecisionFixture.of(new RepositoryRules());
    private final Map<Digest, ManifestFacts> pushed = new HashMap<>();

    @BeforeEach
    void pushTwice() {
        pushed.put(OLD.digest(), OLD);
        pushed.put(NEW.digest(), NEW);
        repository.givenCommands(new LinkBlob(1, BLOB, SIZE), push(1, OLD, "prod"), push(1, NEW, "prod"));
    }

    private static RepositoryCommand undo(RepositoryEvent event, boolean force) {
        return ((RepositoryUndo.By) RepositoryUndo.of(event, List.of(event), 1, force)).command();
    }

    /** What undoes the act, as a whole where it is of several events. */
    private RepositoryCommand undo(List<RepositoryEvent> act) {
        RepositoryEvent event = act.stream()
                .filter(each -> each instanceof ManifestPushed || each instanceof ManifestDeleted)
                .findFirst()
                .orElse(act.getFirst());
        return switch (RepositoryUndo.of(event, act, 1, false)) {
            case RepositoryUndo.By(RepositoryCommand command, Permission _) -> command;
            case RepositoryUndo.ByRestoring restoring ->
                restoring.command(
                        1, pushed.getOrDefault(restoring.digest(), OLD), lastLabels(restoring.digest()), false);
            case RepositoryUndo.ByRestoringAll _, RepositoryUndo.Impossible _ -> throw new AssertionError(event);
        };
    }

    /** Those that the manifest had when it was deleted last. */
    private List<Long> lastLabels(Digest digest) {
        Set<Long> labels = new TreeSet<>();
        List<Long> last = List.of();
        for (RepositoryEvent event : repository.history()) {
            if (event instanceof ArtifactLabeled(Digest labeled, long label) && labeled.equals(digest)) {
                labels.add(label);
            } else if (event instanceof ArtifactUnlabeled(Digest unlabeled, long label) && unlabeled.equals(digest)) {
                labels.remove(label);
            } else if (event instanceof ManifestDeleted(Digest deleted) && deleted.equals(digest)) {
                last = List.copyOf(labels);
                labels.clear();
            }
        }
        return last;
    }

    private List<RepositoryEvent> act(RepositoryCommand command) {
        int before = repository.history().size();
        repository.when(command);
        List<RepositoryEvent> history = repository.history();
        return List.copyOf(history.subList(before, history.size()));
    }

    /** Takes an act back by one of its events, or, where it only moved tags, by each of them, the last one first. */
    private List<RepositoryEvent> undoAll(List<RepositoryEvent> act) {
        boolean ofManifest =
                act.stream().anyMatch(each -> each instanceof ManifestPushed || each instanceof ManifestDeleted);
        List<RepositoryEvent> undone = new ArrayList<>();
        if (ofManifest) {
            undone.addAll(act(undo(act)));
        } else {
            act.reversed().forEach(event -> undone.addAll(act(undo(List.of(event)))));
        }
        return undone;
    }

    @Test
    void aTagGoesBackToWhatItWas() {
        TagMoved moved = new TagMoved(PROD, Optional.of(OLD.digest()), NEW.digest());
        repository.when(undo(moved, false)).thenEvents(new TagMoved(PROD, Optional.of(NEW.digest()), OLD.digest()));
    }

    @Test
    void aTagThatWasChangedSinceStaysUnlessForced() {
        TagMoved first = new TagMoved(PROD, Optional.empty(), OLD.digest());
        repository
                .when(undo(first, false))
                .thenRefused(new TagChangedSince(PROD, Optional.of(OLD.digest()), Optional.of(NEW.digest())));
        repository.when(undo(first, true)).thenEvents(new TagDeleted(PROD, NEW.digest()));
    }

    @Test
    void aTagDoesNotGoBackToAManifestThatIsNotThere() {
        repository.givenCommands(new DeleteManifest(1, OLD.digest()));
        repository
                .when(undo(new TagMoved(PROD, Optional.of(OLD.digest()), NEW.digest()), false))
                .thenRefused(new ManifestUnknown(OLD.digest()));
    }

    @Test
    void aDeletedManifestComesBackWithItsTagsAndItsBlobs() {
        List<RepositoryEvent> act = act(new DeleteManifest(1, NEW.digest()));
        repository.givenCommands(new DeleteManifest(1, OLD.digest()), new RepositoryCommand.DeleteBlob(1, BLOB));
        repository
                .when(undo(act))
                .thenEvents(
                        new BlobUploaded(BLOB, SIZE),
                        new ManifestPushed(NEW),
                        new TagMoved(PROD, Optional.empty(), NEW.digest()));
    }

    @Test
    void aDeletedManifestComesBackWithTheLabelsThatItDoesNotHaveAgain() {
        repository.givenCommands(new LabelArtifact(1, NEW.digest(), 7), new LabelArtifact(1, NEW.digest(), 9));
        List<RepositoryEvent> act = act(new DeleteManifest(1, NEW.digest()));
        RepositoryCommand restore = undo(act);
        repository
                .when(restore)
                .thenEvents(
                        new ManifestPushed(NEW),
                        new TagMoved(PROD, Optional.empty(), NEW.digest()),
                        new ArtifactLabeled(NEW.digest(), 7),
                        new ArtifactLabeled(NEW.digest(), 9));
        repository.givenCommands(new UnlabelArtifact(1, NEW.digest(), 9));
        repository.when(restore).thenEvents(new ArtifactLabeled(NEW.digest(), 9));
        repository.when(restore).thenNothing();
    }

    @Test
    void aManifestThatOthersTaggedIsNotTakenBackUnlessForced() {
        List<RepositoryEvent> act = act(push(1, manifest(digest("third"), BLOB), "prod"));
        repository.givenCommands(push(1, manifest(digest("third"), BLOB), "stable"));
        repository.when(undo(act)).thenRefused(new ManifestTaggedSince(digest("third"), new Tag("stable")));
        repository
                .when(((RepositoryUndo.By) RepositoryUndo.of(act.getFirst(), act, 1, true)).command())
                .thenEvents(
                        new TagMoved(PROD, Optional.of(digest("third")), NEW.digest()),
                        new TagDeleted(new Tag("stable"), digest("third")),
                        new ManifestDeleted(digest("third")));
    }

    @Test
    void needsTheRightForWhatResults() {
        assertThat(needs(new TagMoved(PROD, Optional.empty(), OLD.digest()))).isEqualTo(Permission.DELETE);
        assertThat(needs(new TagMoved(PROD, Optional.of(NEW.digest()), OLD.digest())))
                .isEqualTo(Permission.PUSH);
        assertThat(needs(new TagDeleted(PROD, OLD.digest()))).isEqualTo(Permission.PUSH_NEW_TAG);
        assertThat(needs(new ManifestPushed(OLD))).isEqualTo(Permission.DELETE);
        assertThat(RepositoryUndo.ByRestoring.NEEDS).isEqualTo(Permission.PUSH);
    }

    @Test
    void aDescriptionGoesBackUnlessThereIsAnotherSince() {
        List<RepositoryEvent> act = act(new DescribeRepository(1, "first"));
        repository.givenCommands(new DescribeRepository(1, "second"));
        repository.when(undo(act)).thenRefused(new DescriptionChangedSince());
        repository.when(undo(act.getFirst(), true)).thenEvents(new RepositoryDescribed("second", ""));
    }

    @Test
    void aLabelGoesOnlyWhileItIsThere() {
        List<RepositoryEvent> act = act(new LabelArtifact(1, OLD.digest(), 7));
        repository.givenCommands(new UnlabelArtifact(1, OLD.digest(), 7));
        repository.when(undo(act)).thenRefused(new LabelNotAttached(OLD.digest(), 7));
    }

    private static Permission needs(RepositoryEvent event) {
        return ((RepositoryUndo.By) RepositoryUndo.of(event, List.of(event), 1, false)).needs();
    }

    @Test
    void noTagOfTheFormForThePastIsTaken() {
        repository
                .when(push(1, OLD, "prod.at-20261101T120000Z"))
                .thenRefused(new TagReserved(new Tag("prod.at-20261101T120000Z")));
        repository.givenCommands(push(1, OLD, "prod.at-noon"));
    }

    /** Undoing an act gives what was before, and undoing that gives the act again, from wherever a history has led. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
    void undoingTheUndoIsTheAct(long seed) {
        Random random = new Random(seed);
        int tried = 0;
        for (int step = 0; step < 800; step++) {
            Repository before = repository.state();
            List<RepositoryEvent> act = act(anyCommand(random));
            Repository after = repository.state();
            if (act.isEmpty()) {
                continue;
            }
            tried++;
            List<RepositoryEvent> undone = undoAll(act);
            assertSame(repository.state(), before, act);
            undoAll(undone);
            assertSame(repository.state(), after, act);
        }
        assertThat(tried).isGreaterThan(100);
        repository.assertReplaysFromTheBeginning();
    }

    private static void assertSame(Repository found, Repository expected, List<RepositoryEvent> act) {
        assertThat(found.tags()).as("tags around %s", act).isEqualTo(expected.tags());
        assertThat(found.manifests()).as("manifests around %s", act).isEqualTo(expected.manifests());
        assertThat(found.description()).as("description around %s", act).isEqualTo(expected.description());
        assertThat(found.labels()).as("labels around %s", act).isEqualTo(expected.labels());
    }

    private RepositoryCommand anyCommand(Random random) {
        ManifestFacts facts = manifest(digest("m" + random.nextInt(6)), BLOB);
        pushed.put(facts.digest(), facts);
        String tag = "t" + random.nextInt(4);
        return switch (random.nextInt(7)) {
            case 4 -> new LabelArtifact(1, facts.digest(), random.nextInt(2));
            case 5 -> new UnlabelArtifact(1, facts.digest(), random.nextInt(2));
            case 6 -> new DescribeRepository(1, "d" + random.nextInt(3));
            case 0 -> new DeleteTag(1, new Tag(tag));
            case 1 -> new DeleteManifest(1, facts.digest());
            case 2 -> push(1, facts, tag, "t" + random.nextInt(4));
            default -> push(1, facts, tag);
        };
    }
}
