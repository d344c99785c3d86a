package org.shiplog.http.route;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.oci.RepositoryName;

/** Answers for repositories other than the one that the path of a request names. */
public interface RepositoryAccess {
    /**
     * The repository's generation, when it is registered, the caller may pull from it and the request's credentials reach
     * it. Empty otherwise, without telling which of these it was.
     */
    CompletionStage<Optional<Long>> mayPull(Call call, RepositoryName repository);
}
