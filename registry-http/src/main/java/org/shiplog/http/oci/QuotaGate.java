package org.shiplog.http.oci;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.shiplog.domain.aggregate.Entities;
import org.shiplog.domain.oci.BlobReference;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.project.Project;
import org.shiplog.domain.project.ProjectCommand;
import org.shiplog.domain.project.ProjectEvent.StorageLimitReached;
import org.shiplog.domain.project.ProjectQuery.ProjectFacts;
import org.shiplog.domain.project.ProjectRefusal;
import org.shiplog.http.oci.StorageQuota.Demand;
import org.shiplog.http.route.Call;

/**
 * Lets writes through to a project that has room for them. The limit came with the request's rights, so that projects without one pay
 * nothing.
 */
public final class QuotaGate {
    private final StorageQuota quota;
    private final QuotaNotes notes;

    public QuotaGate(
            StorageQuota quota,
            Entities<ProjectName, Project, ProjectCommand, ProjectRefusal> projects,
            InstantSource clock) {
        this.quota = quota;
        this.notes = new QuotaNotes(projects, clock);
    }

    /**
     * Writes if there is room. A write that is refused gives its room back; one that fails may have been made nevertheless, and keeps it
     * until it expires.
     */
    CompletionStage<RepositoryWrite.Result> storing(
            Call call, Digest digest, long bytes, Supplier<CompletionStage<RepositoryWrite.Result>> write) {
        return storing(call, List.of(new BlobReference(digest, bytes)), write);
    }

    /** Likewise for several things, each once, that are to be written together: nothing is before there is room for all of them. */
    CompletionStage<RepositoryWrite.Result> storing(
            Call call, List<BlobReference> content, Supplier<CompletionStage<RepositoryWrite.Result>> write) {
        long limit = limit(call);
        if (limit == Project.UNLIMITED) {
            return write.get();
        }
        List<Demand> reserved = new ArrayList<>();
        CompletionStage<RepositoryWrite.Result> room =
                CompletableFuture.completedStage(new RepositoryWrite.Result.Done());
        for (BlobReference each : content) {
            Demand demand = new Demand(
                    Repositories.name(call).project().orElseThrow(),
                    each.digest(),
                    each.size(),
                    call.provenance().commandId());
            room = room.thenCompose(result -> result instanceof RepositoryWrite.Result.Done
                    ? reserve(call, demand, limit, reserved)
                    : CompletableFuture.completedStage(result));
        }
        return room.thenCompose(result -> result instanceof RepositoryWrite.Result.Done
                        ? write.get()
                        : CompletableFuture.completedStage(result))
                .thenCompose(result -> settle(reserved, result));
    }

    private CompletionStage<RepositoryWrite.Result> reserve(
            Call call, Demand demand, long limit, List<Demand> reserved) {
        return quota.reserve(demand, limit).thenApply(room -> {
            if (!room.granted()) {
                return refused(call, new RepositoryWrite.Result.OverQuota(demand.bytes(), room.taken(), limit));
            }
            if (StorageLimitReached.isNear(room.taken() + demand.bytes(), limit)) {
                note(
                        call,
                        new StorageLimitReached(Repositories.name(call), demand.bytes(), room.taken(), limit, false));
            }
            reserved.add(demand);
            return new RepositoryWrite.Result.Done();
        });
    }

    private RepositoryWrite.Result.OverQuota refused(Call call, RepositoryWrite.Result.OverQuota over) {
        note(call, new StorageLimitReached(Repositories.name(call), over.adding(), over.taken(), over.limit(), true));
        return over;
    }

    private void note(Call call, StorageLimitReached reached) {
        notes.note(reached.repository().project().orElseThrow(), reached, call.provenance());
    }

    private CompletionStage<RepositoryWrite.Result> settle(List<Demand> reserved, RepositoryWrite.Result result) {
        CompletionStage<RepositoryWrite.Result> settled = CompletableFuture.completedStage(result);
        if (!(result instanceof RepositoryWrite.Result.Done)) {
            for (Demand demand : reserved) {
                settled = settled.thenCompose(_ -> quota.release(demand).thenApply(_ -> result));
            }
        }
        return settled;
    }

    /** Why nothing at all can be added; a client is told before it sends what would be refused. */
    CompletionStage<Optional<RepositoryWrite.Result.OverQuota>> fault(Call call) {
        long limit = limit(call);
        return limit == Project.UNLIMITED
                ? CompletableFuture.completedStage(Optional.empty())
                : quota.taken(Repositories.name(call).project().orElseThrow())
                        .thenApply(taken -> taken < limit
                                ? Optional.empty()
                                : Optional.of(refused(call, new RepositoryWrite.Result.OverQuota(0, taken, limit))));
    }

    private static long limit(Call call) {
        return call.project().map(ProjectFacts::storageLimit).orElse(Project.UNLIMITED);
    }
}
