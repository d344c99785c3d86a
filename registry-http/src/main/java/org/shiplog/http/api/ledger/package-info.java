/** The ledger of all events: its signed checkpoints, proofs and export. */
@NullMarked
package org.shiplog.http.api.ledger;

import org.jspecify.annotations.NullMarked;
