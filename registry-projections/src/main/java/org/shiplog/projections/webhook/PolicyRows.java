package org.shiplog.projections.webhook;

import static org.shiplog.projections.query.BlockingQueries.rows;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.shiplog.domain.access.RepositoryGlob;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.webhook.WebhookEventType;
import org.shiplog.domain.webhook.WebhookPolicy;
import org.shiplog.domain.webhook.WebhookTarget;
import org.shiplog.domain.webhook.Webhooks.WebhookEvent;
import org.shiplog.projections.query.SqlText;

/** The tables {@code webhook_project}, {@code webhook_policy} and {@code webhook_muted}, and whom they say is to be told. */
final class PolicyRows {
    /** The setting that turns all webhooks off. */
    static final String SWITCH = "notification_enable";

    // Index: webhook_policy_project_idx.
    private static final String WATCHES = """
        SELECT project.project, policy.*
        FROM webhook_project AS project JOIN webhook_policy AS policy ON policy.project_id = project.project_id
        WHERE project.project = ANY (?) AND policy.enabled AND NOT EXISTS (SELECT FROM webhook_muted)
        ORDER BY policy.policy_id
        """;

    private final Connection connection;
    private final Set<String> projects;
    private Optional<Map<String, List<Watch>>> known = Optional.empty();

    /** @param projects about which anything may be asked */
    PolicyRows(Connection connection, Set<String> projects) {
        this.connection = connection;
        this.projects = projects;
    }

    /** Those to whom what happens in the project is told, at this place in the journal. */
    List<Watch> of(ProjectName project) throws SQLException {
        if (known.isEmpty()) {
            Map<String, List<Watch>> all = new HashMap<>();
            SqlText query = SqlText.of(WATCHES, (Object) projects.toArray(String[]::new));
            for (Map.Entry<String, Watch> watch : rows(connection, query, PolicyRows::watch)) {
                all.computeIfAbsent(watch.getKey(), _ -> new ArrayList<>()).add(watch.getValue());
            }
            known = Optional.of(all);
        }
        return known.get().getOrDefault(project.value(), List.of());
    }

    private static Map.Entry<String, Watch> watch(ResultSet row) throws SQLException {
        return Map.entry(
                row.getString("project"),
                new Watch(
                        row.getLong("policy_id"),
                        row.getLong("project_id"),
                        Set.of(texts(row, "event_types")),
                        List.of(texts(row, "repositories")).stream()
                                .map(RepositoryGlob::new)
                                .toList(),
                        List.of(texts(row, "targets"))));
    }

    private static String[] texts(ResultSet row, String column) throws SQLException {
        return (String[]) row.getArray(column).getArray();
    }

    void created(ProjectName project, long projectId) throws SQLException {
        change(SqlText.of("""
            INSERT INTO webhook_project (project, project_id) VALUES (?, ?)
            ON CONFLICT (project) DO UPDATE SET project_id = excluded.project_id
            """, project.value(), projectId));
    }

    void deleted(ProjectName project, long projectId) throws SQLException {
        change(SqlText.of(
                "DELETE FROM webhook_project WHERE project = ? AND project_id = ?", project.value(), projectId));
        change(SqlText.of("DELETE FROM webhook_policy WHERE project_id = ?", projectId));
    }

    /** @param on empty when the setting has its default */
    void switched(Optional<String> on) throws SQLException {
        change(
                on.equals(Optional.of("false"))
                        ? SqlText.of("INSERT INTO webhook_muted (setting) VALUES (?) ON CONFLICT DO NOTHING", SWITCH)
                        : SqlText.of("DELETE FROM webhook_muted WHERE setting = ?", SWITCH));
    }

    void apply(long projectId, WebhookEvent event) throws SQLException {
        switch (event) {
            case WebhookEvent.PolicyCreated(WebhookPolicy policy) -> put(projectId, policy);
            case WebhookEvent.PolicyChanged changed -> put(projectId, changed.to());
            case WebhookEvent.PolicyDeleted(WebhookPolicy policy) ->
                change(SqlText.of("DELETE FROM webhook_policy WHERE policy_id = ?", policy.policyId()));
        }
    }

    private void put(long projectId, WebhookPolicy policy) throws SQLException {
        change(SqlText.of(
                """
                INSERT INTO webhook_policy (policy_id, project_id, name, enabled, event_types, repositories, targets,
                                            created_at, updated_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (policy_id) DO UPDATE
                SET name = excluded.name, enabled = excluded.enabled, event_types = excluded.event_types,
                    repositories = excluded.repositories, targets = excluded.targets, updated_at = excluded.updated_at
                """,
                policy.policyId(),
                projectId,
                policy.name(),
                policy.enabled(),
                policy.events().stream().map(WebhookEventType::name).toArray(String[]::new),
                policy.repositories().stream().map(RepositoryGlob::pattern).toArray(String[]::new),
                policy.targets().stream().map(PolicyRows::job).toArray(String[]::new),
                policy.createdAt().atOffset(ZoneOffset.UTC),
                policy.updatedAt().atOffset(ZoneOffset.UTC)));
    }

    static String job(WebhookTarget target) {
        return switch (target.kind()) {
            case HTTP -> Deliveries.WEBHOOK.value();
            case SLACK -> Deliveries.SLACK.value();
        };
    }

    private void change(SqlText statement) throws SQLException {
        statement.update(connection);
        known = Optional.empty();
    }
}
