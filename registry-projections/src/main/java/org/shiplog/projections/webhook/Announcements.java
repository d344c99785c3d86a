package org.shiplog.projections.webhook;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.aggregate.Recorded;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.oci.Tag;
import org.shiplog.domain.project.ProjectEvent.StorageLimitReached;
import org.shiplog.domain.pull.Pull;
import org.shiplog.domain.pull.PullLog.PullEvent;
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
import org.shiplog.domain.webhook.WebhookEventType;
import org.shiplog.projections.journal.JournalRecord;

/**
 * What there is to tell of an event, as clients of Harbor expect it: a push is told once for each tag that it set, and by its digest when
 * it set none; whatever else makes a tag mean another artifact is told like a push of it. That a tag alone went is not told.
 */
final class Announcements {
    private Announcements() {}

    static List<Announcement> of(
            RepositoryName repository, JournalRecord record, RepositoryEvent event, Neighbours others)
            throws SQLException {
        return switch (event) {
            case ManifestPushed(var manifest) ->
                movesTagTo(manifest.digest(), record, others.after(record))
                        ? List.of()
                        : List.of(of(WebhookEventType.PUSH_ARTIFACT, repository, record, manifest.digest(), ""));
            case TagMoved moved ->
                List.of(of(
                        WebhookEventType.PUSH_ARTIFACT,
                        repository,
                        record,
                        moved.to(),
                        moved.tag().value()));
            case ManifestDeleted(Digest digest) ->
                List.of(of(
                        WebhookEventType.DELETE_ARTIFACT,
                        repository,
                        record,
                        digest,
                        deletedTag(digest, record, others.before(record))));
            case RepositoryRetired _ ->
                List.of(new Announcement(
                        WebhookEventType.DELETE_ARTIFACT,
                        id(record),
                        repository,
                        "",
                        "",
                        "",
                        record.provenance().principal(),
                        record.provenance().at(),
                        record.provenance().requestId()));
            case RepositoryCreated _,
                    RepositoryDescribed _,
                    BlobUploaded _,
                    BlobMounted _,
                    BlobDeleted _,
                    TagDeleted _,
                    ArtifactLabeled _,
                    ArtifactUnlabeled _ -> List.of();
        };
    }

    static Announcement of(JournalRecord record, StorageLimitReached reached) {
        Provenance by = record.provenance();
        return new Announcement(
                reached.refused() ? WebhookEventType.QUOTA_EXCEED : WebhookEventType.QUOTA_WARNING,
                id(record),
                reached.repository(),
                "",
                "",
                reached.details(),
                by.principal(),
                by.at(),
                by.requestId());
    }

    static List<Announcement> of(JournalRecord record, PullEvent event) {
        return switch (event) {
            case PullEvent.ArtifactsPulled(List<Pull> pulls) -> {
                List<Announcement> told = new ArrayList<>();
                for (int place = 0; place < pulls.size(); place++) {
                    Pull pull = pulls.get(place);
                    told.add(new Announcement(
                            WebhookEventType.PULL_ARTIFACT,
                            id(record) + "-" + place,
                            pull.repository(),
                            pull.digest().toString(),
                            pull.tag().map(Tag::value).orElse(""),
                            "",
                            pull.principal(),
                            pull.at(),
                            pull.requestId()));
                }
                yield told;
            }
        };
    }

    private static Announcement of(
            WebhookEventType type, RepositoryName repository, JournalRecord record, Digest digest, String tag) {
        Provenance by = record.provenance();
        return new Announcement(
                type, id(record), repository, digest.toString(), tag, "", by.principal(), by.at(), by.requestId());
    }

    private static String id(JournalRecord record) {
        return Long.toString(record.offset().ordering());
    }

    private static boolean movesTagTo(Digest digest, JournalRecord record, Optional<Recorded<?>> next) {
        return sameCommand(record, next)
                .filter(event -> event instanceof TagMoved moved && moved.to().equals(digest))
                .isPresent();
    }

    /** Of the tags that went with it, the last one. */
    private static String deletedTag(Digest digest, JournalRecord record, Optional<Recorded<?>> before) {
        return sameCommand(record, before)
                .map(event -> event instanceof TagDeleted(Tag tag, Digest of) && of.equals(digest) ? tag.value() : "")
                .orElse("");
    }

    private static Optional<Object> sameCommand(JournalRecord record, Optional<Recorded<?>> other) {
        return other.filter(event -> event.provenance()
                        .commandId()
                        .equals(record.provenance().commandId()))
                .map(Recorded::event);
    }
}
