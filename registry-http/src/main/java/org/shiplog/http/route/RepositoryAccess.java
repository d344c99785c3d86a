package org.shiplog.http.route;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.oci.RepositoryName;

/** Decides about a repository that the request names besides the one in its path, such as the source of a mount. */
public interface RepositoryAccess {
    /** The repository's generation if it is registered and the caller may pull from it now with the credentials presented. */
    CompletionStage<Optional<Long>> mayPull(Call call, RepositoryName repository);
}
