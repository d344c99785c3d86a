package org.shiplog.domain.repository;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.shiplog.domain.aggregate.Aggregate;
import org.shiplog.domain.aggregate.Decision;
import org.shiplog.domain.collection.PersistentMap;
import org.shiplog.domain.oci.BlobReference;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.PastTag;
import org.shiplog.domain.oci.Tag;
import org.shiplog.domain.repository.Repository.Blob;
import org.shiplog.domain.repository.RepositoryCommand.DeleteBlob;
import org.shiplog.domain.repository.RepositoryCommand.DeleteManifest;
import org.shiplog.domain.repository.RepositoryCommand.DeleteRepository;
import org.shiplog.domain.repository.RepositoryCommand.DeleteTag;
import org.shiplog.domain.repository.RepositoryCommand.DescribeRepository;
import org.shiplog.domain.repository.RepositoryCommand.LabelArtifact;
import org.shiplog.domain.repository.RepositoryCommand.LinkBlob;
import org.shiplog.domain.repository.RepositoryCommand.ManifestFacts;
import org.shiplog.domain.repository.RepositoryCommand.MountBlob;
import org.shiplog.domain.repository.RepositoryCommand.PushManifest;
import org.shiplog.domain.repository.RepositoryCommand.ResetDescription;
import org.shiplog.domain.repository.RepositoryCommand.ResetTag;
import org.shiplog.domain.repository.RepositoryCommand.RestoreManifest;
import org.shiplog.domain.repository.RepositoryCommand.RetireRepository;
import org.shiplog.domain.repository.RepositoryCommand.TagManifest;
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
import org.shiplog.domain.repository.RepositoryRefusal.BlobInUse;
import org.shiplog.domain.repository.RepositoryRefusal.BlobSizeMismatch;
import org.shiplog.domain.repository.RepositoryRefusal.BlobUnknown;
import org.shiplog.domain.repository.RepositoryRefusal.GenerationRetired;
import org.shiplog.domain.repository.RepositoryRefusal.LabelAttached;
import org.shiplog.domain.repository.RepositoryRefusal.LabelNotAttached;
import org.shiplog.domain.repository.RepositoryRefusal.ManifestBlobsUnknown;
import org.shiplog.domain.repository.RepositoryRefusal.ManifestUnknown;
import org.shiplog.domain.repository.RepositoryRefusal.RepositoryNotEmpty;
import org.shiplog.domain.repository.RepositoryRefusal.TagReserved;
import org.shiplog.domain.repository.RepositoryRefusal.TagTaken;
import org.shiplog.domain.repository.RepositoryRefusal.TagUnknown;

/** What may be pushed, mounted and deleted. */
public final class RepositoryRules
        implements Aggregate<Repository, RepositoryCommand, RepositoryEvent, RepositoryRefusal> {
    private static final RepositoryEvolution EVOLUTION = new RepositoryEvolution();

    @Override
    public Repository initial() {
        return Repository.empty(0, false);
    }

    @Override
    public Repository evolve(Repository repository, RepositoryEvent event) {
        return EVOLUTION.evolve(repository, event);
    }

    @Override
    public Decision<RepositoryEvent, RepositoryRefusal> decide(Repository repository, RepositoryCommand command) {
        long asked = command.generation();
        if (asked < repository.generation() || (asked == repository.generation() && repository.retired())) {
            return Decision.refuse(new GenerationRetired(asked, repository.generation()));
        }
        if (asked == repository.generation()) {
            return decideCurrent(repository, command);
        }
        // The generation's first write: what the command decides stands on an empty repository.
        return switch (decideCurrent(Repository.empty(asked, false), command)) {
            case Decision.Accepted<RepositoryEvent, RepositoryRefusal>(List<RepositoryEvent> events) -> {
                List<RepositoryEvent> withCreation = new ArrayList<>(events.size() + 1);
                withCreation.add(new RepositoryCreated(asked));
                withCreation.addAll(events);
                yield new Decision.Accepted<>(withCreation);
            }
            case Decision.Refused<RepositoryEvent, RepositoryRefusal> refused -> refused;
        };
    }

    private static Decision<RepositoryEvent, RepositoryRefusal> decideCurrent(
            Repository repository, RepositoryCommand command) {
        return switch (command) {
            case LinkBlob link -> link(repository, new BlobUploaded(link.digest(), link.size()), link.digest());
            case MountBlob mount ->
                link(repository, new BlobMounted(mount.digest(), mount.size(), mount.from()), mount.digest());
            case DeleteBlob delete -> deleteBlob(repository, delete.digest());
            case PushManifest push -> push(repository, push);
            case DeleteManifest delete -> deleteManifest(repository, delete.digest());
            case DeleteTag delete -> deleteTag(repository, delete.tag());
            case TagManifest tag -> tag(repository, tag.digest(), tag.tag());
            case LabelArtifact label -> label(repository, label.digest(), label.labelId());
            case UnlabelArtifact unlabel -> unlabel(repository, unlabel.digest(), unlabel.labelId());
            case DescribeRepository describe -> describe(repository, describe.description());
            case DeleteRepository delete -> Decision.accept(new RepositoryRetired(delete.generation()));
            case RetireRepository retire -> retire(repository, retire);
            case ResetTag reset -> ReversalRules.reset(repository, reset);
            case ResetDescription reset -> ReversalRules.reset(repository, reset);
            case RestoreManifest restore -> ReversalRules.restore(repository, restore);
            case WithdrawManifest withdraw -> ReversalRules.withdraw(repository, withdraw);
        };
    }

    private static Decision<RepositoryEvent, RepositoryRefusal> link(
            Repository repository, RepositoryEvent event, Digest digest) {
        return repository.blobs().containsKey(digest) ? Decision.accept() : Decision.accept(event);
    }

    private static Decision<RepositoryEvent, RepositoryRefusal> deleteBlob(Repository repository, Digest digest) {
        Blob blob = repository.blobs().get(digest);
        if (blob == null) {
            return Decision.refuse(new BlobUnknown(digest));
        }
        return blob.uses() > 0
                ? Decision.refuse(new BlobInUse(digest, blob.uses()))
                : Decision.accept(new BlobDeleted(digest, blob.size()));
    }

    private static Decision<RepositoryEvent, RepositoryRefusal> push(Repository repository, PushManifest push) {
        Optional<Tag> reserved =
                push.tags().stream().filter(PastTag::isReserved).findFirst();
        if (reserved.isPresent()) {
            return Decision.refuse(new TagReserved(reserved.get()));
        }
        Digest digest = push.manifest().digest();
        List<RepositoryEvent> events = new ArrayList<>();
        if (!isKnownWith(push.manifest(), repository.manifests().get(digest))) {
            List<Digest> missing = new ArrayList<>();
            for (BlobReference reference : push.manifest().blobs()) {
                Blob blob = repository.blobs().get(reference.digest());
                if (blob == null) {
                    missing.add(reference.digest());
                } else if (blob.size() != reference.size()) {
                    return Decision.refuse(new BlobSizeMismatch(reference.digest(), reference.size(), blob.size()));
                }
            }
            if (!missing.isEmpty()) {
                return Decision.refuse(new ManifestBlobsUnknown(missing));
            }
            events.add(new ManifestPushed(push.manifest()));
        }
        for (Tag tag : push.tags()) {
            Digest before = repository.tags().get(tag);
            if (push.onlyNewTags() && before != null && !digest.equals(before)) {
                return Decision.refuse(new TagTaken(tag, before));
            }
            if (!digest.equals(before)) {
                events.add(new TagMoved(tag, Optional.ofNullable(before), digest));
            }
        }
        return new Decision.Accepted<>(events);
    }

    /** A manifest that was accepted while some of its layers were elsewhere may be pushed again when they have come. */
    static boolean isKnownWith(ManifestFacts facts, Repository.@Nullable Manifest known) {
        if (known == null) {
            return false;
        }
        Set<Digest> counted = new HashSet<>(known.blobs());
        return facts.blobs().stream().map(BlobReference::digest).allMatch(counted::contains);
    }

    private static Decision<RepositoryEvent, RepositoryRefusal> deleteManifest(Repository repository, Digest digest) {
        if (!repository.manifests().containsKey(digest)) {
            return Decision.refuse(new ManifestUnknown(digest));
        }
        List<RepositoryEvent> events = new ArrayList<>();
        repository.tags().forEach((tag, target) -> {
            if (target.equals(digest)) {
                events.add(new TagDeleted(tag, digest));
            }
        });
        events.add(new ManifestDeleted(digest));
        return new Decision.Accepted<>(events);
    }

    private static Decision<RepositoryEvent, RepositoryRefusal> deleteTag(Repository repository, Tag tag) {
        Digest digest = repository.tags().get(tag);
        return digest == null ? Decision.refuse(new TagUnknown(tag)) : Decision.accept(new TagDeleted(tag, digest));
    }

    private static Decision<RepositoryEvent, RepositoryRefusal> tag(Repository repository, Digest digest, Tag tag) {
        if (!repository.manifests().containsKey(digest)) {
            return Decision.refuse(new ManifestUnknown(digest));
        }
        if (PastTag.isReserved(tag)) {
            return Decision.refuse(new TagReserved(tag));
        }
        Digest before = repository.tags().get(tag);
        if (before == null) {
            return Decision.accept(new TagMoved(tag, Optional.empty(), digest));
        }
        return before.equals(digest) ? Decision.accept() : Decision.refuse(new TagTaken(tag, before));
    }

    private static Decision<RepositoryEvent, RepositoryRefusal> label(
            Repository repository, Digest digest, long labelId) {
        if (!repository.manifests().containsKey(digest)) {
            return Decision.refuse(new ManifestUnknown(digest));
        }
        return repository.labelsOf(digest).contains(labelId)
                ? Decision.refuse(new LabelAttached(digest, labelId))
                : Decision.accept(new ArtifactLabeled(digest, labelId));
    }

    private static Decision<RepositoryEvent, RepositoryRefusal> unlabel(
            Repository repository, Digest digest, long labelId) {
        if (!repository.manifests().containsKey(digest)) {
            return Decision.refuse(new ManifestUnknown(digest));
        }
        return repository.labelsOf(digest).contains(labelId)
                ? Decision.accept(new ArtifactUnlabeled(digest, labelId))
                : Decision.refuse(new LabelNotAttached(digest, labelId));
    }

    private static Decision<RepositoryEvent, RepositoryRefusal> describe(Repository repository, String description) {
        return description.equals(repository.description())
                ? Decision.accept()
                : Decision.accept(new RepositoryDescribed(repository.description(), description));
    }

    private static Decision<RepositoryEvent, RepositoryRefusal> retire(Repository repository, RetireRepository retire) {
        PersistentMap<Digest, Repository.Manifest> manifests = repository.manifests();
        return manifests.isEmpty()
                ? Decision.accept(new RepositoryRetired(retire.generation()))
                : Decision.refuse(new RepositoryNotEmpty(manifests.size()));
    }
}
