package org.shiplog.http.route;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.shiplog.domain.access.Rights;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.project.ProjectQuery.ProjectFacts;

/**
 * A request that was let through to its operation.
 *
 * @param path the variable parts of the path
 * @param provenance for the commands that the operation sends
 * @param repository set on routes that demand {@link Access.OnRepository}
 * @param project set on those routes and on the ones that demand access to a project
 * @param rights what the principal may do in that project; none on other routes
 */
public record Call(
        HttpRequest request,
        Map<String, String> path,
        Caller caller,
        Provenance provenance,
        Optional<RepositoryName> repository,
        Optional<ProjectFacts> project,
        Rights rights) {
    /** The path variable that holds the name of the project that was found. */
    static final String PROJECT = "project";

    public Call {
        path = Map.copyOf(path);
    }

    public Principal principal() {
        return caller.principal();
    }

    /** The name of {@link #project}, however the path gave it; on routes that demand access to a project. */
    public ProjectName projectName() {
        return new ProjectName(Objects.requireNonNull(path.get(PROJECT), "the route demands no access to a project"));
    }

    /** The id of {@link #project}; on routes that demand access to a project that exists. */
    public long projectId() {
        return project.map(ProjectFacts::projectId).orElseThrow();
    }
}
