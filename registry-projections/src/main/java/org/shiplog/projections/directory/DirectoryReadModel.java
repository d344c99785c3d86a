package org.shiplog.projections.directory;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.shiplog.projections.journal.Change.AuditLogChange;
import org.shiplog.projections.journal.Change.GroupChange;
import org.shiplog.projections.journal.Change.JobChange;
import org.shiplog.projections.journal.Change.LabelChange;
import org.shiplog.projections.journal.Change.LoginChange;
import org.shiplog.projections.journal.Change.ProjectChange;
import org.shiplog.projections.journal.Change.PullChange;
import org.shiplog.projections.journal.Change.RepositoryChange;
import org.shiplog.projections.journal.Change.RobotChange;
import org.shiplog.projections.journal.Change.SettingsChange;
import org.shiplog.projections.journal.Change.UserChange;
import org.shiplog.projections.journal.Change.WebhookChange;
import org.shiplog.projections.journal.JournalRecord;
import org.shiplog.projections.readmodel.ReadModel;

/** Users, robots and labels that exist. What is personal about users is kept apart, because it can be erased. */
public final class DirectoryReadModel implements ReadModel {
    public static final String NAME = "directory";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> tables() {
        return List.of("directory_user", "directory_robot", "directory_label");
    }

    @Override
    public void apply(Connection connection, List<JournalRecord> events) throws SQLException {
        UserRows users = new UserRows(connection);
        RobotRows robots = new RobotRows(connection);
        LabelRows labels = new LabelRows(connection);
        for (JournalRecord record : events) {
            OffsetDateTime at = record.provenance().at().atOffset(ZoneOffset.UTC);
            switch (record.change()) {
                case UserChange(var user, var event) -> users.apply(user, event, at);
                case RobotChange(var robot, var event) -> robots.apply(robot, event, at);
                case LabelChange(var scope, var event) -> labels.apply(scope, event, at);
                case ProjectChange _,
                        RepositoryChange _,
                        GroupChange _,
                        SettingsChange _,
                        WebhookChange _,
                        PullChange _,
                        LoginChange _,
                        AuditLogChange _,
                        JobChange _ -> {}
            }
        }
    }
}
