package org.shiplog.projections.ledger.check;

import java.util.List;

/**
 * What a check came to.
 *
 * @param checked what was gone through, in words
 * @param findings empty when nothing was found
 */
public record Verdict(String checked, List<Finding> findings) {
    public Verdict {
        findings = List.copyOf(findings);
    }
}
