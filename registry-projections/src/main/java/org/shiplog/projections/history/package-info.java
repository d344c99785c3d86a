/** The read model of what repositories and tags ever were, and questions about the past. */
@NullMarked
package org.shiplog.projections.history;

import org.jspecify.annotations.NullMarked;
