package org.shiplog.http.api.port;

import java.util.concurrent.CompletionStage;
import org.shiplog.projections.audit.AuditPage;
import org.shiplog.projections.audit.AuditRow;
import org.shiplog.projections.audit.AuditScope;
import org.shiplog.projections.query.ListQuery;
import org.shiplog.projections.query.Listing;

/** The log of who changed what. It shows everything that was done before it was asked for, unless it is far behind. */
public interface AuditTrail {
    CompletionStage<Listing<AuditRow>> page(AuditScope scope, ListQuery query);

    CompletionStage<AuditPage.Found> records(AuditScope scope, AuditPage page);
}
