package org.shiplog.cluster.fsck;

import java.util.List;
import org.shiplog.projections.holding.Holding;
import org.shiplog.projections.holding.Need;
import org.shiplog.storage.inspect.Fault;

/** Bytes that are not as they should be, and the repositories that need them, at least one. */
public record Finding(Holding holding, Fault fault, List<Need> needs) {
    public Finding {
        needs = List.copyOf(needs);
    }
}
