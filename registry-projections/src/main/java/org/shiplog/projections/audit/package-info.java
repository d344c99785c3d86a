/** The audit log: who did what, when and from where. */
@NullMarked
package org.shiplog.projections.audit;

import org.jspecify.annotations.NullMarked;
