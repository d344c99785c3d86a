package org.shiplog.projections.directory;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import org.shiplog.domain.label.Label;
import org.shiplog.domain.label.LabelScope;
import org.shiplog.domain.label.Labels.LabelEvent;
import org.shiplog.projections.query.SqlText;

/** Changes rows of {@code directory_label}, event by event. */
final class LabelRows {
    private final Connection connection;

    LabelRows(Connection connection) {
        this.connection = connection;
    }

    void apply(LabelScope scope, LabelEvent event, OffsetDateTime at) throws SQLException {
        switch (event) {
            case LabelEvent.LabelCreated(Label label) ->
                SqlText.of(
                                """
                                INSERT INTO directory_label (label_id, project_id, name, description, color, created_at,
                                                             updated_at)
                                VALUES (?, ?, ?, ?, ?, ?, ?)
                                """,
                                label.labelId(),
                                scope.projectId(),
                                label.name(),
                                label.description(),
                                label.color(),
                                at,
                                at)
                        .update(connection);
            case LabelEvent.LabelChanged changed ->
                SqlText.of(
                                """
                                UPDATE directory_label SET name = ?, description = ?, color = ?, updated_at = ?
                                WHERE label_id = ?
                                """,
                                changed.to().name(),
                                changed.to().description(),
                                changed.to().color(),
                                at,
                                changed.to().labelId())
                        .update(connection);
            case LabelEvent.LabelDeleted(Label label) ->
                SqlText.of("DELETE FROM directory_label WHERE label_id = ?", label.labelId())
                        .update(connection);
        }
    }
}
