package org.shiplog.projections.catalog;

import java.sql.Connection;
import java.sql.SQLException;
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

/**
 * Projects, repositories, artifacts and tags.
 *
 * <p>A repository's rows follow from its own events alone: that its project was deleted, or lists it, is another entity's news
 * and may be handled before or after.
 */
public final class CatalogReadModel implements ReadModel {
    public static final String NAME = "catalog";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> tables() {
        return List.of(
                "catalog_project",
                "catalog_repository",
                "catalog_artifact",
                "catalog_tag",
                "catalog_child",
                "catalog_artifact_label",
                "catalog_member");
    }

    @Override
    public void apply(Connection connection, List<JournalRecord> events) throws SQLException {
        ProjectRows projects = new ProjectRows(connection);
        Map<RepositoryName, RepositoryDelta> repositories = new LinkedHashMap<>();
        for (JournalRecord record : events) {
            switch (record.change()) {
                case ProjectChange(var project, var event) ->
                    projects.apply(project, event, record.provenance().at());
                case RepositoryChange(var repository, var event) ->
                    repositories
                            .computeIfAbsent(repository, _ -> new RepositoryDelta())
                            .add(event, record.provenance().at());
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
        new RepositoryRows(connection).write(repositories);
    }
}
