package org.shiplog.http.api.artifact;

import java.util.Optional;
import org.shiplog.domain.access.Permission;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.PathTemplate;

/** The paths of repositories and artifacts, and what is asked of callers there. */
final class ArtifactPath {
    static final String REPOSITORIES = "/api/v2.0/projects/{project_name}/repositories";
    static final String REPOSITORY = REPOSITORIES + "/{repository_name}";
    static final String ARTIFACTS = REPOSITORY + "/artifacts";
    static final String ARTIFACT = ARTIFACTS + "/{reference}";

    static final Permission LIST_REPOSITORIES = new Permission("repository", "list");
    static final Permission READ_REPOSITORY = new Permission("repository", "read");
    static final Permission LIST_ARTIFACTS = new Permission("artifact", "list");
    static final Permission READ_ARTIFACT = new Permission("artifact", "read");
    static final Permission CREATE_ARTIFACT = new Permission("artifact", "create");
    static final Permission DELETE_ARTIFACT = new Permission("artifact", "delete");
    static final Permission LIST_TAGS = new Permission("tag", "list");
    static final Permission CREATE_TAG = new Permission("tag", "create");
    static final Permission DELETE_TAG = new Permission("tag", "delete");
    static final Permission LIST_ACCESSORIES = new Permission("accessory", "list");
    static final Permission READ_ADDITION = new Permission("artifact-addition", "read");

    private ArtifactPath() {}

    /**
     * The repository that the path names. Slashes in it are encoded, by Harbor's clients twice because of proxies that decode once; no
     * repository's name holds a percent sign, so that decoding it again changes nothing else.
     */
    static Optional<RepositoryName> repository(Call call) {
        String once = call.path().getOrDefault("repository_name", "");
        return PathTemplate.decode(once)
                .flatMap(name -> RepositoryName.parse(call.projectName().value() + "/" + name));
    }

    /** The part of its name behind the project's, as paths hold it. */
    static String encoded(RepositoryName repository) {
        String name = repository.value();
        return name.substring(name.indexOf('/') + 1).replace("/", "%252F");
    }
}
