package org.shiplog.projections.quota;

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
 * What every project uses: the sizes of the distinct blobs and manifests that its repositories hold.
 *
 * <p>Repositories of a project share rows here, and their events may be handled by different workers at once. Each event adds to or
 * takes from a count of links, so that the order does not matter; and every worker locks rows in the order of their keys.
 */
public final class QuotaReadModel implements ReadModel {
    public static final String NAME = "quota";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> tables() {
        return List.of("project_link", "project_blob", "project_usage");
    }

    @Override
    public void apply(Connection connection, List<JournalRecord> events) throws SQLException {
        Map<RepositoryName, LinkDelta> repositories = new LinkedHashMap<>();
        for (JournalRecord record : events) {
            switch (record.change()) {
                case RepositoryChange(var repository, var event) ->
                    repositories
                            .computeIfAbsent(repository, _ -> new LinkDelta())
                            .add(event);
                // A project that is deleted holds no repositories any more.
                case ProjectChange _,
                        UserChange _,
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
        new UsageRows(connection).count(new LinkRows(connection).write(repositories));
    }
}
