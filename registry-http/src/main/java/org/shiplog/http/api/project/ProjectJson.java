package org.shiplog.http.api.project;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.shiplog.domain.access.Role;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.project.Member;
import org.shiplog.domain.project.ProjectQuery.ProjectDetails;
import org.shiplog.domain.project.ProjectQuery.ProjectFacts;
import org.shiplog.domain.project.Visibility;
import org.shiplog.http.api.json.Json;
import org.shiplog.projections.catalog.CatalogProject;

/** Writes projects as Harbor's clients read them. */
public final class ProjectJson {
    /** From the one that may do most to the one that may do least. */
    private static final List<Role> RANK =
            List.of(Role.PROJECT_ADMIN, Role.MAINTAINER, Role.DEVELOPER, Role.GUEST, Role.LIMITED_GUEST);

    private ProjectJson() {}

    /** @param known what the catalogue adds; its times are left out while it has not seen the project */
    public static ObjectNode of(
            ProjectName name,
            ProjectFacts facts,
            ProjectDetails details,
            Optional<CatalogProject> known,
            boolean administers) {
        ObjectNode project = start(name, facts.projectId(), facts.owner());
        known.filter(row -> row.projectId() == facts.projectId())
                .ifPresent(row -> putTimes(project, row.createdAt(), row.updatedAt()));
        putRoles(project, facts.memberships().stream().map(Member::role).toList(), administers);
        return finish(project, facts.visibility(), facts.repositories(), details, facts.projectId());
    }

    public static ObjectNode of(CatalogProject row, boolean administers) {
        ObjectNode project = start(row.name(), row.projectId(), row.owner());
        putTimes(project, row.createdAt(), row.updatedAt());
        putRoles(project, row.roles(), administers);
        return finish(project, row.visibility(), row.repositories(), row.details(), row.projectId());
    }

    private static ObjectNode start(ProjectName name, long projectId, String owner) {
        return Json.object()
                .put("project_id", projectId)
                .put("name", name.value())
                .put("owner_name", owner)
                .put("deleted", false);
    }

    private static void putTimes(ObjectNode project, Instant created, Instant updated) {
        project.put("creation_time", created.toString()).put("update_time", updated.toString());
    }

    private static void putRoles(ObjectNode project, Collection<Role> memberships, boolean administers) {
        Set<Role> roles = administers ? Set.of(Role.PROJECT_ADMIN) : Set.copyOf(memberships);
        project.put("togglable", roles.contains(Role.PROJECT_ADMIN));
        List<Role> ranked = RANK.stream().filter(roles::contains).toList();
        if (!ranked.isEmpty()) {
            project.put("current_user_role_id", ranked.getFirst().id());
            ArrayNode ids = project.putArray("current_user_role_ids");
            ranked.forEach(role -> ids.add(role.id()));
        }
    }

    private static ObjectNode finish(
            ObjectNode project, Visibility visibility, long repositories, ProjectDetails details, long projectId) {
        project.put("repo_count", repositories);
        project.set("metadata", metadata(visibility, details.metadata()));
        project.set("cve_allowlist", CveAllowlistJson.write(projectId, details.cveAllowlist()));
        return project;
    }

    /** All of it, the visibility first. */
    static ObjectNode metadata(Visibility visibility, Map<String, String> metadata) {
        ObjectNode object = Json.object().put(MetadataKey.PUBLIC, text(visibility));
        new TreeMap<>(metadata).forEach(object::put);
        return object;
    }

    static String text(Visibility visibility) {
        return Boolean.toString(visibility == Visibility.PUBLIC);
    }
}
