package org.shiplog.domain.repository;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.shiplog.domain.access.Permission;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.Tag;
import org.shiplog.domain.repository.RepositoryCommand.FormerTag;
import org.shiplog.domain.repository.RepositoryCommand.LabelArtifact;
import org.shiplog.domain.repository.RepositoryCommand.ManifestFacts;
import org.shiplog.domain.repository.RepositoryCommand.ResetDescription;
import org.shiplog.domain.repository.RepositoryCommand.ResetTag;
import org.shiplog.domain.repository.RepositoryCommand.RestoreManifest;
import org.shiplog.domain.repository.RepositoryCommand.UnlabelArtifact;
import org.shiplog.domain.repository.RepositoryCommand.WithdrawManifest;
import org.shiplog.domain.repository.RepositoryEvent.ArtifactLabeled;
import org.shiplog.domain.repository.RepositoryEvent.ArtifactUnlabeled;
import org.shiplog.domain.repository.RepositoryEvent.BlobDeleted;
import org.shiplog.domain.repository.RepositoryEvent.BlobMounted;
import org.shiplog.domain.repository.RepositoryEvent.BlobUploaded;
import org.shiplog.domain.repository.RepositoryEvent.ManifestDeleted;
import org.shiplog.domain.repository.RepositoryEvent.ManifestPushed;
import org.shiplog.domain.repository.RepositoryEvent.RepositoryCreated;
import org.shiplog.domain.repository.RepositoryEvent.RepositoryDescribed;
import org.shiplog.domain.repository.RepositoryEvent.RepositoryRetired;
import org.shiplog.domain.repository.RepositoryEvent.TagDeleted;
import org.shiplog.domain.repository.RepositoryEvent.TagMoved;

/** What takes back something that happened to a repository, and what whoever does that must be allowed. */
public sealed interface RepositoryUndo {
    /** @param needs for the act that results */
    record By(RepositoryCommand command, Permission needs) implements RepositoryUndo {}

    /** A deleted manifest comes back, as far as its bytes are still there. */
    record ByRestoring(Digest digest, List<FormerTag> tags) implements RepositoryUndo {
        public static final Permission NEEDS = Permission.PUSH;

        public ByRestoring {
            tags = List.copyOf(tags);
        }

        /** @param labels that it had and that whoever undoes may give it */
        public RepositoryCommand command(long generation, ManifestFacts manifest, List<Long> labels, boolean force) {
            return new RestoreManifest(generation, manifest, tags, labels, force);
        }
    }

    /** A whole repository comes back: all that its deletion took away. */
    record ByRestoringAll() implements RepositoryUndo {}

    record Impossible(String reason) implements RepositoryUndo {}

    /**
     * Finds it.
     *
     * @param generation of the repository, in which the event happened
     * @param act all events of the command that caused the event, in order
     */
    static RepositoryUndo of(RepositoryEvent event, List<RepositoryEvent> act, long generation, boolean force) {
        return switch (event) {
            case TagMoved(Tag tag, Optional<Digest> from, Digest to) ->
                new By(
                        new ResetTag(generation, tag, Optional.of(to), from, force),
                        from.isPresent() ? Permission.PUSH : Permission.DELETE);
            case TagDeleted(Tag tag, Digest digest) ->
                new By(
                        new ResetTag(generation, tag, Optional.empty(), Optional.of(digest), force),
                        force ? Permission.PUSH : Permission.PUSH_NEW_TAG);
            case ManifestPushed(ManifestFacts manifest) ->
                new By(
                        new WithdrawManifest(generation, manifest.digest(), moved(act, manifest.digest()), force),
                        Permission.DELETE);
            case ManifestDeleted(Digest digest) -> new ByRestoring(digest, left(act, digest));
            case ArtifactLabeled(Digest digest, long label) ->
                new By(new UnlabelArtifact(generation, digest, label), Permission.REMOVE_LABEL);
            case ArtifactUnlabeled(Digest digest, long label) ->
                new By(new LabelArtifact(generation, digest, label), Permission.ADD_LABEL);
            case RepositoryDescribed(String from, String to) ->
                new By(new ResetDescription(generation, to, from, force), Permission.DESCRIBE_REPOSITORY);
            case RepositoryRetired _ -> new ByRestoringAll();
            case RepositoryCreated _ -> new Impossible("a repository goes by being deleted");
            case BlobUploaded _, BlobMounted _ -> new Impossible("a blob by itself shows nowhere; delete it");
            case BlobDeleted _ -> new Impossible("a blob comes back with the next push that needs it");
        };
    }

    private static List<FormerTag> moved(List<RepositoryEvent> act, Digest digest) {
        List<FormerTag> tags = new ArrayList<>();
        for (RepositoryEvent event : act) {
            if (event instanceof TagMoved(Tag tag, Optional<Digest> from, Digest to) && to.equals(digest)) {
                tags.add(new FormerTag(tag, from));
            }
        }
        return tags;
    }

    /** The tags that left the manifest with its deletion, for nothing or, when a push was taken back, for what was before. */
    private static List<FormerTag> left(List<RepositoryEvent> act, Digest digest) {
        List<FormerTag> tags = new ArrayList<>();
        for (RepositoryEvent event : act) {
            if (event instanceof TagDeleted(Tag tag, Digest stood) && stood.equals(digest)) {
                tags.add(new FormerTag(tag, Optional.empty()));
            } else if (event instanceof TagMoved(Tag tag, Optional<Digest> from, Digest to)
                    && from.equals(Optional.of(digest))) {
                tags.add(new FormerTag(tag, Optional.of(to)));
            }
        }
        return tags;
    }
}
