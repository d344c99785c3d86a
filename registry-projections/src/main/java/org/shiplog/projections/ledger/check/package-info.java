/** Whether what there is is what was signed: of an export or a proof without any database, and of the database itself. */
@NullMarked
package org.shiplog.projections.ledger.check;

import org.jspecify.annotations.NullMarked;
