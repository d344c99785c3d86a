package org.shiplog.http.route;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.oci.ProjectName;

/** Finds a project's name by the number that the API gave it. */
public interface ProjectDirectory {
    /** Empty when there is no such project. May lag shortly behind the project's creation. */
    CompletionStage<Optional<ProjectName>> nameOf(long projectId);
}
