package org.shiplog.http.api.port;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.shiplog.projections.query.ListQuery;
import org.shiplog.projections.query.Listing;
import org.shiplog.projections.quota.ProjectQuota;

/** Projects' limits and what they use. Shows everything that was written before it was asked for, unless it is far behind. */
public interface ProjectQuotas {
    /** @param projectId of the only project that is asked for; empty for all */
    CompletionStage<Listing<ProjectQuota>> page(Optional<Long> projectId, ListQuery query);

    /** Empty when there is no project of that id. */
    CompletionStage<Optional<ProjectQuota>> find(long projectId);
}
