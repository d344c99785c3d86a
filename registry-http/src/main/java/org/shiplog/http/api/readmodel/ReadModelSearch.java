package org.shiplog.http.api.readmodel;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.shiplog.http.api.port.CatalogSearch;
import org.shiplog.projections.catalog.CatalogCounts;
import org.shiplog.projections.catalog.CatalogReadModel;
import org.shiplog.projections.catalog.CatalogRepository;
import org.shiplog.projections.catalog.SearchQueries;
import org.shiplog.projections.catalog.Visible;
import org.shiplog.projections.readmodel.Freshness;

/** Searches the catalogue's tables, waiting up to two seconds for what was written before. */
public final class ReadModelSearch implements CatalogSearch {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final SearchQueries queries;
    private final Freshness freshness;

    public ReadModelSearch(SearchQueries queries, Freshness freshness) {
        this.queries = queries;
        this.freshness = freshness;
    }

    @Override
    public CompletionStage<List<CatalogRepository>> repositories(Visible visible, String part, int limit) {
        return freshness
                .awaitHead(CatalogReadModel.NAME, PATIENCE)
                .thenCompose(_ -> queries.repositories(visible, part, limit));
    }

    @Override
    public CompletionStage<CatalogCounts> counts(Visible visible) {
        return freshness.awaitHead(CatalogReadModel.NAME, PATIENCE).thenCompose(_ -> queries.counts(visible));
    }
}
