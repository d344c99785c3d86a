package org.shiplog.http.api.readmodel;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.shiplog.http.api.port.AuditTrail;
import org.shiplog.projections.audit.AuditPage;
import org.shiplog.projections.audit.AuditQueries;
import org.shiplog.projections.audit.AuditReadModel;
import org.shiplog.projections.audit.AuditRow;
import org.shiplog.projections.audit.AuditScope;
import org.shiplog.projections.query.ListQuery;
import org.shiplog.projections.query.Listing;
import org.shiplog.projections.readmodel.Freshness;

/** Reads the audit log's table, waiting up to two seconds for what was done before. */
public final class ReadModelAuditTrail implements AuditTrail {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final AuditQueries queries;
    private final Freshness freshness;

    public ReadModelAuditTrail(AuditQueries queries, Freshness freshness) {
        this.queries = queries;
        this.freshness = freshness;
    }

    @Override
    public CompletionStage<Listing<AuditRow>> page(AuditScope scope, ListQuery query) {
        return freshness.awaitHead(AuditReadModel.NAME, PATIENCE).thenCompose(_ -> queries.page(scope, query));
    }

    @Override
    public CompletionStage<AuditPage.Found> records(AuditScope scope, AuditPage page) {
        // Who reads on has waited at the beginning.
        return page.after().isPresent()
                ? queries.records(scope, page)
                : freshness.awaitHead(AuditReadModel.NAME, PATIENCE).thenCompose(_ -> queries.records(scope, page));
    }
}
