package org.shiplog.projections.directory;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.shiplog.domain.identity.RobotName;
import org.shiplog.domain.identity.UserSource;
import org.shiplog.domain.identity.Username;
import org.shiplog.domain.label.Label;
import org.shiplog.domain.label.LabelScope;
import org.shiplog.projections.query.BlockingQueries;
import org.shiplog.projections.query.ColumnType;
import org.shiplog.projections.query.ListQuery;
import org.shiplog.projections.query.Listing;
import org.shiplog.projections.query.PageQuery;
import org.shiplog.projections.query.SqlColumns;
import org.shiplog.projections.query.SqlText;
import org.shiplog.storage.identity.UserProfile;

/**
 * Finds users, robots and labels. It shows what was handled so far; who must see an earlier write waits for the directory's
 * freshness first.
 */
public final class DirectoryQueries {
    // Index for numbers: the primary keys; the rest is few enough to be gone through.
    private static final PageQuery<DirectoryUser> USERS = new PageQuery<>(
            SqlText.of("""
                SELECT person.user_id, person.username, person.source, person.system_admin, person.admin_elsewhere,
                       person.enabled, person.created_at, person.updated_at,
                       coalesce(profile.email, '') AS email, coalesce(profile.realname, '') AS realname,
                       coalesce(profile.comment, '') AS comment
                """),
            SqlText.of(" FROM directory_user AS person LEFT JOIN user_profile AS profile USING (user_id) WHERE "),
            new SqlColumns("person.user_id ASC")
                    .with("user_id", "person.user_id", ColumnType.NUMBER)
                    .with("username", "person.username", ColumnType.TEXT)
                    .with("email", "coalesce(profile.email, '')", ColumnType.TEXT)
                    .with("realname", "coalesce(profile.realname, '')", ColumnType.TEXT)
                    .with("comment", "coalesce(profile.comment, '')", ColumnType.TEXT)
                    .with("sysadmin_flag", "person.system_admin", ColumnType.FLAG)
                    .with("creation_time", "person.created_at", ColumnType.TIME)
                    .with("update_time", "person.updated_at", ColumnType.TIME),
            "person.username ASC",
            DirectoryQueries::user);

    // Index: directory_robot_project_idx.
    private static final PageQuery<DirectoryRobot> ROBOTS = new PageQuery<>(
            SqlText.of("SELECT robot_id, name, project_id, description, enabled, created_at, updated_at"),
            SqlText.of(" FROM directory_robot WHERE "),
            new SqlColumns("robot_id ASC")
                    .with("id", "robot_id", ColumnType.NUMBER)
                    .with("name", "name", ColumnType.TEXT)
                    .with("description", "description", ColumnType.TEXT)
                    .with("project_id", "project_id", ColumnType.NUMBER)
                    .with("level", "CASE project_id WHEN 0 THEN 'system' ELSE 'project' END", ColumnType.TEXT)
                    .with("disabled", "(NOT enabled)", ColumnType.FLAG)
                    .with("creation_time", "created_at", ColumnType.TIME)
                    .with("update_time", "updated_at", ColumnType.TIME),
            "created_at DESC",
            DirectoryQueries::robot);

    // Index: directory_label_scope_idx.
    private static final PageQuery<DirectoryLabel> LABELS = new PageQuery<>(
            SqlText.of("SELECT label_id, project_id, name, description, color, created_at, updated_at"),
            SqlText.of(" FROM directory_label WHERE "),
            new SqlColumns("label_id ASC")
                    .with("id", "label_id", ColumnType.NUMBER)
                    .with("name", "name", ColumnType.TEXT)
                    .with("description", "description", ColumnType.TEXT)
                    .with("color", "color", ColumnType.TEXT)
                    .with("scope", "CASE project_id WHEN 0 THEN 'g' ELSE 'p' END", ColumnType.TEXT)
                    .with("project_id", "project_id", ColumnType.NUMBER)
                    .with("creation_time", "created_at", ColumnType.TIME)
                    .with("update_time", "updated_at", ColumnType.TIME),
            "name ASC",
            DirectoryQueries::label);

    private final BlockingQueries queries;

    /** @param blocking where statements run; never Pekko's default dispatcher */
    public DirectoryQueries(DataSource database, Executor blocking) {
        this.queries = new BlockingQueries(database, blocking);
    }

    /** Users that exist, by default in order of their names. */
    public CompletionStage<Listing<DirectoryUser>> users(ListQuery list) {
        return USERS.page(queries, SqlText.of("true"), list);
    }

    public CompletionStage<Optional<DirectoryUser>> user(long userId) {
        return USERS.one(queries, SqlText.of("person.user_id = ?", userId));
    }

    /** Robots of one project, or those of the whole registry for 0, by default the newest first. */
    public CompletionStage<Listing<DirectoryRobot>> robots(long projectId, ListQuery list) {
        return ROBOTS.page(queries, SqlText.of("project_id = ?", projectId), list);
    }

    public CompletionStage<Optional<DirectoryRobot>> robot(long robotId) {
        return ROBOTS.one(queries, SqlText.of("robot_id = ?", robotId));
    }

    /** Labels of one scope, by default in order of their names. */
    public CompletionStage<Listing<DirectoryLabel>> labels(LabelScope scope, ListQuery list) {
        return LABELS.page(queries, SqlText.of("project_id = ?", scope.projectId()), list);
    }

    public CompletionStage<Optional<DirectoryLabel>> label(long labelId) {
        return LABELS.one(queries, SqlText.of("label_id = ?", labelId));
    }

    private static DirectoryUser user(ResultSet row) throws SQLException {
        return new DirectoryUser(
                row.getLong("user_id"),
                new Username(row.getString("username")),
                UserSource.valueOf(row.getString("source")),
                row.getBoolean("system_admin"),
                row.getBoolean("admin_elsewhere"),
                row.getBoolean("enabled"),
                new UserProfile(row.getString("email"), row.getString("realname"), row.getString("comment")),
                time(row, "created_at"),
                time(row, "updated_at"));
    }

    private static DirectoryRobot robot(ResultSet row) throws SQLException {
        return new DirectoryRobot(
                row.getLong("robot_id"),
                RobotName.parse(row.getString("name")).orElseThrow(),
                row.getLong("project_id"),
                row.getString("description"),
                row.getBoolean("enabled"),
                time(row, "created_at"),
                time(row, "updated_at"));
    }

    private static DirectoryLabel label(ResultSet row) throws SQLException {
        return new DirectoryLabel(
                new Label(
                        row.getLong("label_id"),
                        row.getString("name"),
                        row.getString("description"),
                        row.getString("color")),
                new LabelScope(row.getLong("project_id")),
                time(row, "created_at"),
                time(row, "updated_at"));
    }

    private static Instant time(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
