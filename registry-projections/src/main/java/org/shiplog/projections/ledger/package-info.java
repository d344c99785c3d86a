/** The ledger: a tree of hashes over all events of the journal, whose signed heads show whether any was changed since. */
@NullMarked
package org.shiplog.projections.ledger;

import org.jspecify.annotations.NullMarked;
