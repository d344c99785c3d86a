package org.shiplog.projections.catalog;

import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.shiplog.projections.query.ColumnType;
import org.shiplog.projections.query.Criterion;
import org.shiplog.projections.query.ListQuery;
import org.shiplog.projections.query.ListQuery.Term;
import org.shiplog.projections.query.SqlColumns;
import org.shiplog.projections.query.SqlColumns.Where;
import org.shiplog.projections.query.SqlText;

/** What lists of artifacts can be narrowed down by: columns, and Harbor's {@code tags}, {@code labels} and {@code base}. */
final class ArtifactTerms {
    static final SqlColumns COLUMNS =
            columns(Pulls.of("pulled_at", "artifact", "artifact.repository", "artifact.digest"));

    /** Where the pulls of a repository's artifacts are joined. */
    static final SqlColumns JOINED = columns(Pulls.JOINED);

    private static SqlColumns columns(String pulledAt) {
        return new SqlColumns("artifact.digest DESC, artifact.repository")
                .with("digest", "artifact.digest", ColumnType.TEXT)
                .with("type", "artifact.kind", ColumnType.TEXT)
                .with("media_type", "artifact.config_type", ColumnType.TEXT)
                .with("manifest_media_type", "artifact.media_type", ColumnType.TEXT)
                .with("artifact_type", "artifact.artifact_type", ColumnType.TEXT)
                .with("repository_name", "artifact.repository", ColumnType.TEXT)
                .with("size", "artifact.size", ColumnType.NUMBER)
                .with("push_time", "artifact.pushed_at", ColumnType.TIME)
                .with(Pulls.KEY, pulledAt, ColumnType.TIME);
    }

    private static final String TAGS = "tags";
    private static final String LABELS = "labels";
    private static final String BASE = "base";

    // Index: catalog_tag_name_idx.
    private static final String TAGGED = """
        EXISTS (SELECT 1 FROM catalog_tag AS tag
                WHERE tag.repository = artifact.repository AND tag.digest = artifact.digest
        """;

    private ArtifactTerms() {}

    /** Whether the list is that of all artifacts that a repository shows. */
    static boolean none(ListQuery list) {
        return list.terms().isEmpty();
    }

    /** The condition on rows of catalog_artifact that are named {@code artifact}. */
    static Where where(ListQuery list) {
        return where(list, COLUMNS);
    }

    static Where where(ListQuery list, SqlColumns columns) {
        boolean everything = list.terms().stream().anyMatch(ArtifactTerms::isBase);
        Where condition = new Where.Condition(SqlText.of(everything ? "true" : "artifact.listed"));
        condition = and(condition, columns.where(list.terms()));
        for (Term term : list.terms()) {
            condition = and(condition, special(term));
        }
        return condition;
    }

    private static boolean isBase(Term term) {
        return term.key().equals(BASE) && term.criterion().equals(new Criterion.Exact("*"));
    }

    private static Where and(Where left, Where right) {
        return switch (left) {
            case Where.Misfit misfit -> misfit;
            case Where.Condition(SqlText first) ->
                switch (right) {
                    case Where.Misfit misfit -> misfit;
                    case Where.Condition(SqlText second) -> new Where.Condition(first.and(second));
                };
        };
    }

    private static Where special(Term term) {
        return switch (term.key()) {
            case TAGS -> tags(term.criterion());
            case LABELS -> labels(term.criterion());
            default -> new Where.Condition(SqlText.of("true"));
        };
    }

    private static Where tags(Criterion criterion) {
        return switch (criterion) {
            case Criterion.Exact(String value) when value.equals("*") -> new Where.Condition(SqlText.of(TAGGED + ")"));
            case Criterion.Exact(String value)
            when value.equals("nil") -> new Where.Condition(SqlText.of("NOT " + TAGGED + ")"));
            case Criterion.Exact(String value) -> new Where.Condition(SqlText.of(TAGGED + " AND tag.tag = ?)", value));
            case Criterion.Fuzzy(String part) ->
                new Where.Condition(SqlText.of(TAGGED + " AND tag.tag LIKE ?)", SqlColumns.containing(part)));
            case Criterion.Range _, Criterion.AnyOf _, Criterion.AllOf _ ->
                new Where.Misfit("tags must be a tag, a part of one, * or nil");
        };
    }

    private static Where labels(Criterion criterion) {
        return switch (criterion) {
            case Criterion.Exact(String id) -> labels(List.of(id), SqlText::and);
            case Criterion.AllOf(List<String> ids) -> labels(ids, SqlText::and);
            case Criterion.AnyOf(List<String> ids) -> labels(ids, SqlText::or);
            case Criterion.Fuzzy _, Criterion.Range _ -> notLabels();
        };
    }

    private static Where labels(List<String> ids, BiFunction<SqlText, SqlText, SqlText> join) {
        Optional<SqlText> condition = Optional.empty();
        for (String id : ids) {
            if (!id.matches("[0-9]{1,18}")) {
                return notLabels();
            }
            // Index: the primary key of catalog_artifact_label.
            SqlText marked = SqlText.of("""
                EXISTS (SELECT 1 FROM catalog_artifact_label AS label
                        WHERE label.repository = artifact.repository AND label.digest = artifact.digest
                          AND label.label_id = ?)
                """, Long.parseLong(id));
            condition = Optional.of(
                    condition.map(before -> join.apply(before, marked)).orElse(marked));
        }
        return new Where.Condition(condition.orElse(SqlText.of("true")));
    }

    private static Where notLabels() {
        return new Where.Misfit("labels must be ids of labels");
    }
}
