/** Signed notes and the checkpoints that are written as such (C2SP signed-note, tlog-checkpoint and tlog-proof). */
@NullMarked
package org.shiplog.projections.ledger.note;

import org.jspecify.annotations.NullMarked;
