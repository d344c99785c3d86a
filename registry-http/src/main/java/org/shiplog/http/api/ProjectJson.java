package org.shiplog.http.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.project.ProjectQuery.ProjectFacts;
import org.shiplog.domain.project.Visibility;
import org.shiplog.projections.catalog.CatalogProject;

/** Writes projects as Harbor's clients read them. */
final class ProjectJson {
    private static final int PROJECT_ADMINISTRATOR = 1;

    private ProjectJson() {}

    /** @param known what the catalogue adds; its times are left out while it has not seen the project */
    static ObjectNode of(ProjectName name, ProjectFacts facts, Optional<CatalogProject> known, boolean administers) {
        ObjectNode project = start(name, facts.projectId(), facts.owner());
        known.filter(row -> row.projectId() == facts.projectId())
                .ifPresent(row -> putTimes(project, row.createdAt(), row.updatedAt()));
        return finish(project, facts.visibility(), facts.repositories(), administers);
    }

    static ObjectNode of(CatalogProject row, boolean administers) {
        ObjectNode project = start(row.name(), row.projectId(), row.owner());
        putTimes(project, row.createdAt(), row.updatedAt());
        return finish(project, row.visibility(), row.repositories(), administers);
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

    private static ObjectNode finish(
            ObjectNode project, Visibility visibility, long repositories, boolean administers) {
        project.put("repo_count", repositories).put("togglable", administers);
        if (administers) {
            project.put("current_user_role_id", PROJECT_ADMINISTRATOR);
            project.putArray("current_user_role_ids").add(PROJECT_ADMINISTRATOR);
        }
        project.putObject("metadata").put("public", Boolean.toString(visibility == Visibility.PUBLIC));
        project.putObject("cve_allowlist").putArray("items");
        return project;
    }
}
