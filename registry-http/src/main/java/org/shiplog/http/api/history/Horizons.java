package org.shiplog.http.api.history;

import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.aggregate.Entities;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.project.Horizon;
import org.shiplog.domain.project.Project;
import org.shiplog.domain.project.ProjectCommand;
import org.shiplog.domain.project.ProjectQuery.FindTerms;
import org.shiplog.domain.project.ProjectQuery.ProjectDetails;
import org.shiplog.domain.project.ProjectRefusal;

/** How long each project keeps what was deleted, as it says today. */
public final class Horizons {
    private final Entities<ProjectName, Project, ProjectCommand, ProjectRefusal> projects;

    public Horizons(Entities<ProjectName, Project, ProjectCommand, ProjectRefusal> projects) {
        this.projects = projects;
    }

    CompletionStage<Horizon> of(ProjectName project) {
        return projects.query(project, new FindTerms())
                .thenApply(details ->
                        Horizon.of(details.map(ProjectDetails::metadata).orElse(Map.of())));
    }
}
