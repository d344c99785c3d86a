package org.shiplog.projections.history;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.RepositoryName;
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
import org.shiplog.projections.journal.Change.RepositoryChange;
import org.shiplog.projections.journal.JournalRecord;
import org.shiplog.projections.readmodel.BulkRows;

/** Writes what happened to tags and manifests, and when repositories began and ended. */
final class RepositoryPast {
    private final Connection connection;
    private final BulkRows tags =
            new BulkRows("text", "int8", "int8", "text", "text", "timestamptz", "text", "int8", "int8");
    private final BulkRows manifests = new BulkRows(
            "text", "int8", "int8", "text", "bool", "text", "text", "int8", "timestamptz", "text", "int8", "int8");
    private final MarkingPast markings = new MarkingPast();
    private final BulkRows generations =
            new BulkRows("text", "int8", "int8", "timestamptz", "timestamptz", "text", "int8", "timestamptz");

    RepositoryPast(Connection connection) {
        this.connection = connection;
    }

    private record Retirement(Instant at, String principal, long event) {}

    private record Generation(
            long number, long createdSequence, Instant createdAt, Optional<Retirement> retired, Instant latestAt) {
        Generation at(Instant time) {
            return new Generation(number, createdSequence, createdAt, retired, time);
        }

        Generation retired(JournalRecord record) {
            Retirement retirement =
                    new Retirement(latestAt, principal(record), record.offset().ordering());
            return new Generation(number, createdSequence, createdAt, Optional.of(retirement), latestAt);
        }
    }

    void add(Map<RepositoryName, List<JournalRecord>> repositories) throws SQLException {
        Map<String, Generation> known = known(repositories);
        repositories.forEach((name, events) -> add(name.value(), events, known.get(name.value())));
        generations.update(connection, """
            INSERT INTO history_generation
                (repository, generation, created_sequence, created_at, retired_at, retired_by, retired_event, latest_at)
            SELECT * FROM unnest(?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (repository, generation) DO UPDATE
            SET retired_at = excluded.retired_at, retired_by = excluded.retired_by,
                retired_event = excluded.retired_event, latest_at = excluded.latest_at
            """);
        tags.update(connection, """
            INSERT INTO history_tag
                (repository, sequence_number, generation, tag, digest, at, username, event_id, undoes)
            SELECT * FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?)
            """);
        manifests.update(connection, """
            INSERT INTO history_manifest
                (repository, sequence_number, generation, digest, present, media_type, artifact_type, size,
                 at, username, event_id, undoes)
            SELECT * FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """);
        markings.write(connection);
    }

    /** Where the repositories' latest generations stand. */
    private Map<String, Generation> known(Map<RepositoryName, List<JournalRecord>> repositories) throws SQLException {
        BulkRows names = new BulkRows("text");
        repositories.keySet().forEach(name -> names.add(name.value()));
        Map<String, Generation> known = new HashMap<>();
        names.returning(
                connection,
                // Index: the primary key.
                """
                SELECT DISTINCT ON (repository)
                       repository, generation, created_sequence, created_at, retired_at, retired_by, retired_event,
                       latest_at
                FROM history_generation WHERE repository = ANY (?)
                ORDER BY repository, generation DESC
                """,
                row -> known.put(
                        row.getString(1),
                        new Generation(
                                row.getLong(2),
                                row.getLong(3),
                                row.getObject(4, OffsetDateTime.class).toInstant(),
                                retirement(row),
                                row.getObject(8, OffsetDateTime.class).toInstant())));
        return known;
    }

    private static Optional<Retirement> retirement(ResultSet row) throws SQLException {
        OffsetDateTime at = row.getObject(5, OffsetDateTime.class);
        return at == null
                ? Optional.empty()
                : Optional.of(new Retirement(at.toInstant(), row.getString(6), row.getLong(7)));
    }

    private void add(String repository, List<JournalRecord> events, @Nullable Generation known) {
        List<Generation> touched = new ArrayList<>();
        Generation now = known;
        for (JournalRecord record : events) {
            RepositoryEvent event = ((RepositoryChange) record.change()).event();
            Instant told = record.provenance().at();
            Instant at = now != null && now.latestAt().isAfter(told) ? now.latestAt() : told;
            if (event instanceof RepositoryCreated(long generation)) {
                if (now != null) {
                    touched.add(now);
                }
                now = new Generation(generation, record.sequenceNumber(), at, Optional.empty(), at);
            } else if (now == null) {
                // Cannot be read as anything: a repository's first event always creates it.
                throw new IllegalStateException("the first event of " + repository + " does not create it");
            } else {
                now = now.at(at);
                now = write(repository, record, event, now);
            }
        }
        if (now != null) {
            touched.add(now);
        }
        touched.forEach(generation -> generations.add(
                repository,
                generation.number(),
                generation.createdSequence(),
                generation.createdAt().toString(),
                generation.retired().map(Retirement::at).map(Instant::toString).orElse(null),
                generation.retired().map(Retirement::principal).orElse(null),
                generation.retired().map(Retirement::event).orElse(null),
                generation.latestAt().toString()));
    }

    private Generation write(String repository, JournalRecord record, RepositoryEvent event, Generation now) {
        switch (event) {
            case TagMoved moved ->
                tag(repository, record, now, moved.tag().value(), moved.to().toString());
            case TagDeleted deleted ->
                tag(repository, record, now, deleted.tag().value(), null);
            case ManifestPushed(ManifestFacts facts) ->
                manifests.add(
                        repository,
                        record.sequenceNumber(),
                        now.number(),
                        facts.digest().toString(),
                        true,
                        facts.mediaType().value(),
                        facts.artifactType(),
                        facts.size(),
                        now.latestAt().toString(),
                        principal(record),
                        record.offset().ordering(),
                        record.provenance().undoes().orElse(null));
            case ManifestDeleted deleted ->
                manifests.add(
                        repository,
                        record.sequenceNumber(),
                        now.number(),
                        deleted.digest().toString(),
                        false,
                        "",
                        "",
                        0L,
                        now.latestAt().toString(),
                        principal(record),
                        record.offset().ordering(),
                        record.provenance().undoes().orElse(null));
            case RepositoryRetired _ -> {
                return now.retired(record);
            }
            case ArtifactLabeled(Digest digest, long label) ->
                markings.label(repository, record.sequenceNumber(), now.number(), digest, label, true);
            case ArtifactUnlabeled(Digest digest, long label) ->
                markings.label(repository, record.sequenceNumber(), now.number(), digest, label, false);
            case RepositoryDescribed described ->
                markings.describe(repository, record.sequenceNumber(), now.number(), described.to());
            case RepositoryCreated _, BlobUploaded _, BlobMounted _, BlobDeleted _ -> {}
        }
        return now;
    }

    private void tag(String repository, JournalRecord record, Generation now, String tag, @Nullable String digest) {
        tags.add(
                repository,
                record.sequenceNumber(),
                now.number(),
                tag,
                digest,
                now.latestAt().toString(),
                principal(record),
                record.offset().ordering(),
                record.provenance().undoes().orElse(null));
    }

    /** Text of a client may hold what PostgreSQL cannot. */
    private static String principal(JournalRecord record) {
        return record.provenance().principal().replace('\0', '\uFFFD');
    }
}
