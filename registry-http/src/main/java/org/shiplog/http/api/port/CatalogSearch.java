package org.shiplog.http.api.port;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.shiplog.projections.catalog.CatalogCounts;
import org.shiplog.projections.catalog.CatalogRepository;
import org.shiplog.projections.catalog.Visible;

/** Finds repositories and counts what there is. It knows everything that was written before, unless the catalogue is far behind. */
public interface CatalogSearch {
    /** At most so many repositories whose name contains the text, in any case of letters. */
    CompletionStage<List<CatalogRepository>> repositories(Visible visible, String part, int limit);

    CompletionStage<CatalogCounts> counts(Visible visible);
}
