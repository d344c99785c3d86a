package org.shiplog.projections.directory;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import org.shiplog.domain.identity.RobotName;
import org.shiplog.domain.robot.RobotEvent;
import org.shiplog.domain.robot.RobotEvent.RobotChanged;
import org.shiplog.domain.robot.RobotEvent.RobotCreated;
import org.shiplog.domain.robot.RobotEvent.RobotDeleted;
import org.shiplog.domain.robot.RobotEvent.RobotLockedOut;
import org.shiplog.domain.robot.RobotEvent.SecretReplaced;
import org.shiplog.projections.query.SqlText;

/** Changes rows of {@code directory_robot}, event by event. */
final class RobotRows {
    private final Connection connection;

    RobotRows(Connection connection) {
        this.connection = connection;
    }

    void apply(RobotName robot, RobotEvent event, OffsetDateTime at) throws SQLException {
        switch (event) {
            case RobotCreated created ->
                SqlText.of(
                                """
                                INSERT INTO directory_robot (robot_id, name, project_id, description, enabled, created_at,
                                                             updated_at)
                                VALUES (?, ?, ?, ?, ?, ?, ?)
                                """,
                                created.facts().robotId(),
                                robot.value(),
                                created.facts().projectId(),
                                created.profile().description(),
                                created.profile().enabled(),
                                at,
                                at)
                        .update(connection);
            case RobotChanged changed ->
                SqlText.of("""
                    UPDATE directory_robot SET description = ?, enabled = ?, updated_at = ? WHERE name = ?
                    """, changed.to().description(), changed.to().enabled(), at, robot.value())
                        .update(connection);
            case SecretReplaced _ ->
                SqlText.of("UPDATE directory_robot SET updated_at = ? WHERE name = ?", at, robot.value())
                        .update(connection);
            case RobotLockedOut _ -> {}
            case RobotDeleted(long robotId) ->
                SqlText.of("DELETE FROM directory_robot WHERE robot_id = ?", robotId)
                        .update(connection);
        }
    }
}
