package org.shiplog.http.api.readmodel;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.http.api.port.ProjectQuotas;
import org.shiplog.http.oci.StorageQuota;
import org.shiplog.http.settings.LiveSettings;
import org.shiplog.http.settings.SettingKey;
import org.shiplog.projections.catalog.CatalogReadModel;
import org.shiplog.projections.query.ListQuery;
import org.shiplog.projections.query.Listing;
import org.shiplog.projections.quota.ProjectQuota;
import org.shiplog.projections.quota.QuotaQueries;
import org.shiplog.projections.quota.QuotaReadModel;
import org.shiplog.projections.quota.QuotaReservations;
import org.shiplog.projections.readmodel.Freshness;

/**
 * Quotas from their tables. Lists wait up to two seconds for what was written before; pushes do not wait, since what is not counted
 * yet is reserved. While the setting {@code quota_per_project_enable} is off, everything has room.
 */
public final class ReadModelQuotas implements ProjectQuotas, StorageQuota {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final QuotaQueries queries;
    private final QuotaReservations reservations;
    private final Freshness freshness;
    private final LiveSettings settings;

    public ReadModelQuotas(
            QuotaQueries queries, QuotaReservations reservations, Freshness freshness, LiveSettings settings) {
        this.queries = queries;
        this.reservations = reservations;
        this.freshness = freshness;
        this.settings = settings;
    }

    @Override
    public CompletionStage<Listing<ProjectQuota>> page(Optional<Long> projectId, ListQuery query) {
        return fresh(() -> queries.page(projectId, query));
    }

    @Override
    public CompletionStage<Optional<ProjectQuota>> find(long projectId) {
        return fresh(() -> queries.find(projectId));
    }

    private <T> CompletionStage<T> fresh(Supplier<CompletionStage<T>> query) {
        return freshness
                .awaitHead(CatalogReadModel.NAME, PATIENCE)
                .thenCombine(freshness.awaitHead(QuotaReadModel.NAME, PATIENCE), (_, _) -> query)
                .thenCompose(Supplier::get);
    }

    @Override
    public CompletionStage<Room> reserve(Demand demand, long limit) {
        return isOn()
                ? reservations
                        .reserve(demanded(demand), limit)
                        .thenApply(room -> new Room(room.granted(), room.taken()))
                : UNLIMITED.reserve(demand, limit);
    }

    @Override
    public CompletionStage<Void> release(Demand demand) {
        return reservations.release(demanded(demand));
    }

    @Override
    public CompletionStage<Long> taken(ProjectName project) {
        return isOn() ? reservations.taken(project) : CompletableFuture.completedStage(0L);
    }

    private boolean isOn() {
        return settings.now().flag(SettingKey.QUOTA_PER_PROJECT_ENABLE);
    }

    private static QuotaReservations.Demand demanded(Demand demand) {
        return new QuotaReservations.Demand(demand.project(), demand.digest(), demand.bytes(), demand.holder());
    }
}
