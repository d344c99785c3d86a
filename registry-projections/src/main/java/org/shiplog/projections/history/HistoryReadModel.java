package org.shiplog.projections.history;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.shiplog.domain.oci.RepositoryName;
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

/** Everything that repositories and tags ever were: a row for each time that a tag or a manifest came, changed or went. */
public final class HistoryReadModel implements ReadModel {
    public static final String NAME = "history";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> tables() {
        return List.of(
                "history_project",
                "history_registration",
                "history_generation",
                "history_tag",
                "history_manifest",
                "history_label",
                "history_description");
    }

    @Override
    public void apply(Connection connection, List<JournalRecord> events) throws SQLException {
        ProjectPast projects = new ProjectPast(connection);
        Map<RepositoryName, List<JournalRecord>> repositories = new LinkedHashMap<>();
        for (JournalRecord record : events) {
            switch (record.change()) {
                case ProjectChange(var project, var event) -> projects.add(project, event, record);
                case RepositoryChange(var repository, var _) ->
                    repositories
                            .computeIfAbsent(repository, _ -> new ArrayList<>())
                            .add(record);
                case UserChange _,
                        RobotChange _,
                        GroupChange _,
                        SettingsChange _,
                        LabelChange _,
                        WebhookChange _,
                        PullChange _,
                        LoginChange _,
                        AuditLogChange _,
                        JobChange _ -> {}
            }
        }
        new RepositoryPast(connection).add(repositories);
    }
}
