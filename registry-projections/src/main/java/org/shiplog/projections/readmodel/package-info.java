/** What every read model shares: its workers, their exactly-once handling, and how fresh it is. */
@NullMarked
package org.shiplog.projections.readmodel;

import org.jspecify.annotations.NullMarked;
