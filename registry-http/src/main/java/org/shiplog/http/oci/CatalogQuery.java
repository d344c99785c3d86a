package org.shiplog.http.oci;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.http.route.Call;

/** The names of all repositories, as far as a caller may know of them. */
public interface CatalogQuery {
    /**
     * At most {@code limit} repositories that the caller may pull from, in order of their names.
     *
     * @param last the name after which to begin; it need not exist, nor be a repository's name
     */
    CompletionStage<List<RepositoryName>> page(Call call, Optional<String> last, int limit);
}
