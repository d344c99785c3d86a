package org.shiplog.http.api.port;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.access.Role;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.projections.catalog.CatalogProject;
import org.shiplog.projections.catalog.ProjectSearch;
import org.shiplog.projections.query.Listing;

/** Lists of projects. They show everything that was written before they were asked for, unless the catalogue is far behind. */
public interface ProjectCatalog {
    CompletionStage<Listing<CatalogProject>> projects(ProjectSearch search);

    /** What the catalogue knows of the project so far; does not wait. */
    CompletionStage<Optional<CatalogProject>> project(ProjectName name);

    /** How many members of the project there are in each role; roles without members are left out. */
    CompletionStage<Map<Role, Long>> memberCounts(ProjectName project);

    /** Whether the user is administrator of any project, in person or by a group. */
    CompletionStage<Boolean> administersAny(Principal.Person person);
}
