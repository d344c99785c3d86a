package org.shiplog.domain.repository;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.shiplog.domain.aggregate.Decision;
import org.shiplog.domain.collection.PersistentMap.Entry;
import org.shiplog.domain.oci.BlobReference;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.Tag;
import org.shiplog.domain.repository.Repository.Blob;
import org.shiplog.domain.repository.RepositoryCommand.FormerTag;
import org.shiplog.domain.repository.RepositoryCommand.ResetDescription;
import org.shiplog.domain.repository.RepositoryCommand.ResetTag;
import org.shiplog.domain.repository.RepositoryCommand.RestoreManifest;
import org.shiplog.domain.repository.RepositoryCommand.WithdrawManifest;
import org.shiplog.domain.repository.RepositoryEvent.ArtifactLabeled;
import org.shiplog.domain.repository.RepositoryEvent.BlobUploaded;
import org.shiplog.domain.repository.RepositoryEvent.ManifestDeleted;
import org.shiplog.domain.repository.RepositoryEvent.ManifestPushed;
import org.shiplog.domain.repository.RepositoryEvent.RepositoryDescribed;
import org.shiplog.domain.repository.RepositoryEvent.TagDeleted;
import org.shiplog.domain.repository.RepositoryEvent.TagMoved;
import org.shiplog.domain.repository.RepositoryRefusal.BlobSizeMismatch;
import org.shiplog.domain.repository.RepositoryRefusal.DescriptionChangedSince;
import org.shiplog.domain.repository.RepositoryRefusal.ManifestTaggedSince;
import org.shiplog.domain.repository.RepositoryRefusal.ManifestUnknown;
import org.shiplog.domain.repository.RepositoryRefusal.TagChangedSince;

/** When what happened to a repository may be taken back. What is taken back already changes nothing. */
final class ReversalRules {
    private ReversalRules() {}

    static Decision<RepositoryEvent, RepositoryRefusal> reset(Repository repository, ResetTag reset) {
        Optional<Digest> now = Optional.ofNullable(repository.tags().get(reset.tag()));
        if (now.equals(reset.before())) {
            return Decision.accept();
        }
        if (!reset.force() && !now.equals(reset.left())) {
            return Decision.refuse(new TagChangedSince(reset.tag(), reset.left(), now));
        }
        if (reset.before().isEmpty()) {
            return Decision.accept(new TagDeleted(reset.tag(), now.orElseThrow()));
        }
        Digest before = reset.before().get();
        return repository.manifests().containsKey(before)
                ? Decision.accept(new TagMoved(reset.tag(), now, before))
                : Decision.refuse(new ManifestUnknown(before));
    }

    static Decision<RepositoryEvent, RepositoryRefusal> reset(Repository repository, ResetDescription reset) {
        String now = repository.description();
        if (now.equals(reset.before())) {
            return Decision.accept();
        }
        return reset.force() || now.equals(reset.left())
                ? Decision.accept(new RepositoryDescribed(now, reset.before()))
                : Decision.refuse(new DescriptionChangedSince());
    }

    static Decision<RepositoryEvent, RepositoryRefusal> restore(Repository repository, RestoreManifest restore) {
        Digest digest = restore.manifest().digest();
        List<RepositoryEvent> events = new ArrayList<>();
        if (!RepositoryRules.isKnownWith(
                restore.manifest(), repository.manifests().get(digest))) {
            for (BlobReference needed : restore.manifest().blobs()) {
                Blob blob = repository.blobs().get(needed.digest());
                if (blob == null) {
                    events.add(new BlobUploaded(needed.digest(), needed.size()));
                } else if (blob.size() != needed.size()) {
                    return Decision.refuse(new BlobSizeMismatch(needed.digest(), needed.size(), blob.size()));
                }
            }
            events.add(new ManifestPushed(restore.manifest()));
        }
        for (FormerTag former : restore.tags()) {
            Tag tag = former.tag();
            Optional<Digest> now = Optional.ofNullable(repository.tags().get(tag));
            if (now.equals(Optional.of(digest))) {
                continue;
            }
            if (!now.equals(former.digest()) && !restore.force()) {
                return Decision.refuse(new TagChangedSince(tag, former.digest(), now));
            }
            events.add(new TagMoved(tag, now, digest));
        }
        for (long label : restore.labels()) {
            if (!repository.labelsOf(digest).contains(label)) {
                events.add(new ArtifactLabeled(digest, label));
            }
        }
        return new Decision.Accepted<>(events);
    }

    static Decision<RepositoryEvent, RepositoryRefusal> withdraw(Repository repository, WithdrawManifest withdraw) {
        Digest digest = withdraw.digest();
        if (!repository.manifests().containsKey(digest)) {
            return Decision.accept();
        }
        Map<Tag, Optional<Digest>> former = new HashMap<>();
        for (FormerTag tag : withdraw.tags()) {
            former.put(tag.tag(), tag.digest());
        }
        List<RepositoryEvent> events = new ArrayList<>();
        for (Entry<Tag, Digest> entry :
                repository.tags().entriesAfter(null, repository.tags().size())) {
            if (!entry.value().equals(digest)) {
                continue;
            }
            Tag tag = entry.key();
            @Nullable Optional<Digest> before = former.get(tag);
            if (before == null && !withdraw.force()) {
                return Decision.refuse(new ManifestTaggedSince(digest, tag));
            }
            events.add(Optional.ofNullable(before)
                    .flatMap(known -> known)
                    .filter(known ->
                            !known.equals(digest) && repository.manifests().containsKey(known))
                    .<RepositoryEvent>map(known -> new TagMoved(tag, Optional.of(digest), known))
                    .orElseGet(() -> new TagDeleted(tag, digest)));
        }
        events.add(new ManifestDeleted(digest));
        return new Decision.Accepted<>(events);
    }
}
