/** The journal read in the order of its commits, and what wakes its readers. */
@NullMarked
package org.shiplog.projections.journal;

import org.jspecify.annotations.NullMarked;
