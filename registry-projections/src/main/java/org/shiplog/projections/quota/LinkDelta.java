package org.shiplog.projections.quota;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.repository.RepositoryCommand.ManifestFacts;
import org.shiplog.domain.repository.RepositoryEvent;
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

/**
 * What a group of events changes in what one repository holds, all together: first everything is cleared if so, then links go, then
 * links come.
 */
final class LinkDelta {
    private boolean cleared;
    private final Map<Link, Long> added = new HashMap<>();
    private final Set<Link> gone = new HashSet<>();

    record Link(Digest digest, boolean isManifest) {}

    void add(RepositoryEvent event) {
        switch (event) {
            case BlobUploaded uploaded -> added.put(new Link(uploaded.digest(), false), uploaded.size());
            case BlobMounted mounted -> added.put(new Link(mounted.digest(), false), mounted.size());
            case BlobDeleted deleted -> remove(new Link(deleted.digest(), false));
            case ManifestPushed(ManifestFacts manifest) ->
                added.put(new Link(manifest.digest(), true), manifest.size());
            case ManifestDeleted deleted -> remove(new Link(deleted.digest(), true));
            case RepositoryCreated _, RepositoryRetired _ -> {
                cleared = true;
                added.clear();
                gone.clear();
            }
            case TagMoved _, TagDeleted _, ArtifactLabeled _, ArtifactUnlabeled _, RepositoryDescribed _ -> {}
        }
    }

    private void remove(Link link) {
        added.remove(link);
        gone.add(link);
    }

    boolean isCleared() {
        return cleared;
    }

    /** With their sizes in bytes. */
    Map<Link, Long> added() {
        return added;
    }

    Set<Link> gone() {
        return gone;
    }
}
