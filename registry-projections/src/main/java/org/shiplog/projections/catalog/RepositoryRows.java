package org.shiplog.projections.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.projections.readmodel.BulkRows;

/** Writes what changed in repositories, in a handful of statements for all of them. */
final class RepositoryRows {
    private final Connection connection;

    RepositoryRows(Connection connection) {
        this.connection = connection;
    }

    void write(Map<RepositoryName, RepositoryDelta> deltas) throws SQLException {
        clear(deltas);
        create(deltas);
        Map<String, Long> counts = new HashMap<>();
        ListedRows listed = new ListedRows(connection, deltas);
        removeArtifacts(deltas, counts, listed);
        addArtifacts(deltas, counts);
        removeTags(deltas);
        moveTags(deltas);
        new MarkingRows(connection).write(deltas);
        listed.update();
        touch(deltas, counts, listed);
    }

    private void clear(Map<RepositoryName, RepositoryDelta> deltas) throws SQLException {
        BulkRows cleared = new BulkRows("text");
        deltas.forEach((name, delta) -> {
            if (delta.isCleared()) {
                cleared.add(name.value());
            }
        });
        cleared.update(connection, "DELETE FROM catalog_tag WHERE repository = ANY (?)");
        cleared.update(connection, "DELETE FROM catalog_child WHERE repository = ANY (?)");
        cleared.update(connection, "DELETE FROM catalog_artifact_label WHERE repository = ANY (?)");
        cleared.update(connection, "DELETE FROM catalog_artifact WHERE repository = ANY (?)");
        cleared.update(connection, "DELETE FROM catalog_repository WHERE name = ANY (?)");
    }

    private void create(Map<RepositoryName, RepositoryDelta> deltas) throws SQLException {
        BulkRows created = new BulkRows("text", "text", "int8", "timestamptz");
        deltas.forEach((name, delta) -> {
            RepositoryDelta.@Nullable Creation creation = delta.creation();
            if (creation != null) {
                String project = name.project().map(ProjectName::value).orElse("");
                created.add(
                        name.value(),
                        project,
                        creation.generation(),
                        creation.at().toString());
            }
        });
        created.update(connection, """
            INSERT INTO catalog_repository (name, project, generation, created_at, updated_at, artifact_count)
            SELECT name, project, generation, at, at, 0 FROM unnest(?, ?, ?, ?) AS new (name, project, generation, at)
            """);
    }

    private void removeArtifacts(
            Map<RepositoryName, RepositoryDelta> deltas, Map<String, Long> counts, ListedRows listed)
            throws SQLException {
        BulkRows gone = new BulkRows("text", "text");
        deltas.forEach(
                (name, delta) -> delta.goneArtifacts().forEach(digest -> gone.add(name.value(), digest.toString())));
        String delete = """
            DELETE FROM catalog_artifact AS artifact USING unnest(?, ?) AS gone (repository, digest)
            WHERE artifact.repository = gone.repository AND artifact.digest = gone.digest
            RETURNING artifact.repository, artifact.listed
            """;
        gone.returning(connection, delete, row -> {
            counts.merge(row.getString(1), -1L, Long::sum);
            if (row.getBoolean(2)) {
                listed.count(row.getString(1), -1);
            }
            return row.getString(1);
        });
        gone.returning(connection, """
            DELETE FROM catalog_child AS child USING unnest(?, ?) AS gone (repository, digest)
            WHERE child.repository = gone.repository AND child.parent = gone.digest
            RETURNING child.repository, child.child
            """, row -> listed.concern(row.getString(1), row.getString(2)));
    }

    private void addArtifacts(Map<RepositoryName, RepositoryDelta> deltas, Map<String, Long> counts)
            throws SQLException {
        BulkRows added =
                new BulkRows("text", "text", "text", "text", "text", "text", "int8", "text", "timestamptz", "bool");
        BulkRows children = new BulkRows("text", "text", "text");
        deltas.forEach((name, delta) -> delta.artifacts().forEach((digest, artifact) -> {
            artifact.facts()
                    .children()
                    .forEach(child -> children.add(name.value(), digest.toString(), child.toString()));
            added.add(
                    name.value(),
                    digest.toString(),
                    artifact.facts().mediaType().value(),
                    artifact.facts().artifactType(),
                    artifact.facts().configType(),
                    ArtifactKind.of(artifact.facts()),
                    artifact.size(),
                    artifact.facts()
                            .subject()
                            .or(artifact.facts()::accelerates)
                            .map(Digest::toString)
                            .orElse(null),
                    artifact.pushedAt().toString(),
                    artifact.facts().subject().isEmpty()
                            && artifact.facts().accelerates().isPresent());
        }));
        String insert = """
            INSERT INTO catalog_artifact
                (repository, digest, media_type, artifact_type, config_type, kind, size, subject, pushed_at, accelerator)
            SELECT * FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            RETURNING repository
            """;
        added.returning(connection, insert).forEach(repository -> counts.merge(repository, 1L, Long::sum));
        children.update(connection, """
            INSERT INTO catalog_child (repository, parent, child) SELECT * FROM unnest(?, ?, ?) ON CONFLICT DO NOTHING
            """);
    }

    private void removeTags(Map<RepositoryName, RepositoryDelta> deltas) throws SQLException {
        BulkRows gone = new BulkRows("text", "text");
        deltas.forEach((name, delta) -> delta.goneTags().forEach(tag -> gone.add(name.value(), tag.value())));
        gone.update(connection, """
            DELETE FROM catalog_tag AS tag USING unnest(?, ?) AS gone (repository, tag)
            WHERE tag.repository = gone.repository AND tag.tag = gone.tag
            """);
    }

    private void moveTags(Map<RepositoryName, RepositoryDelta> deltas) throws SQLException {
        BulkRows moved = new BulkRows("text", "text", "text", "timestamptz");
        deltas.forEach((name, delta) -> delta.tags()
                .forEach((tag, pointer) -> moved.add(
                        name.value(),
                        tag.value(),
                        pointer.digest().toString(),
                        pointer.pushedAt().toString())));
        moved.update(connection, """
            INSERT INTO catalog_tag (repository, tag, digest, pushed_at)
            SELECT * FROM unnest(?, ?, ?, ?)
            ON CONFLICT (repository, tag) DO UPDATE SET digest = excluded.digest, pushed_at = excluded.pushed_at
            """);
    }

    private void touch(Map<RepositoryName, RepositoryDelta> deltas, Map<String, Long> counts, ListedRows listed)
            throws SQLException {
        BulkRows touched = new BulkRows("text", "timestamptz", "int8", "int8", "text");
        deltas.forEach((name, delta) -> {
            if (delta.touchedAt() != null) {
                touched.add(
                        name.value(),
                        delta.touchedAt().toString(),
                        counts.getOrDefault(name.value(), 0L),
                        listed.change(name.value()),
                        delta.description());
            }
        });
        touched.update(connection, """
            UPDATE catalog_repository AS repository
            SET updated_at = touched.at,
                artifact_count = repository.artifact_count + touched.change,
                listed_count = repository.listed_count + touched.listed,
                description = coalesce(touched.description, repository.description)
            FROM unnest(?, ?, ?, ?, ?) AS touched (name, at, change, listed, description)
            WHERE repository.name = touched.name
            """);
    }
}
