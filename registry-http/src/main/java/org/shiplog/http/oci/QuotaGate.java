package org.shiplog.http.oci;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.project.Project;
import org.shiplog.domain.project.ProjectQuery.ProjectFacts;
import org.shiplog.http.oci.StorageQuota.Demand;
import org.shiplog.http.route.Call;

/**
 * Lets writes through to a project that has room for them. The limit came with the request's rights, so that projects without one pay
 * nothing.
 */
final class QuotaGate {
    private final StorageQuota quota;

    QuotaGate(StorageQuota quota) {
        this.quota = quota;
    }

    /**
     * Writes if there is room. A write that is refused gives its room back; one that fails may have been made nevertheless, and keeps it
     * until it expires.
     */
    CompletionStage<RepositoryWrite.Result> storing(
            Call call, Digest digest, long bytes, Supplier<CompletionStage<RepositoryWrite.Result>> write) {
        long limit = limit(call);
        if (limit == Project.UNLIMITED) {
            return write.get();
        }
        Demand demand = new Demand(
                Repositories.name(call).project().orElseThrow(),
                digest,
                bytes,
                call.provenance().commandId());
        return quota.reserve(demand, limit)
                .thenCompose(taken -> taken.isPresent()
                        ? CompletableFuture.completedStage(
                                new RepositoryWrite.Result.OverQuota(bytes, taken.get(), limit))
                        : write.get().thenCompose(result -> settle(demand, result)));
    }

    private CompletionStage<RepositoryWrite.Result> settle(Demand demand, RepositoryWrite.Result result) {
        return result instanceof RepositoryWrite.Result.Done
                ? CompletableFuture.completedStage(result)
                : quota.release(demand).thenApply(_ -> result);
    }

    /** Why nothing at all can be added; a client is told before it sends what would be refused. */
    CompletionStage<Optional<RepositoryWrite.Result.OverQuota>> fault(Call call) {
        long limit = limit(call);
        return limit == Project.UNLIMITED
                ? CompletableFuture.completedStage(Optional.empty())
                : quota.taken(Repositories.name(call).project().orElseThrow())
                        .thenApply(taken -> taken < limit
                                ? Optional.empty()
                                : Optional.of(new RepositoryWrite.Result.OverQuota(0, taken, limit)));
    }

    private static long limit(Call call) {
        return call.project().map(ProjectFacts::storageLimit).orElse(Project.UNLIMITED);
    }
}
