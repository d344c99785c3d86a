/** Quotas: how much of its storage a project uses, and what pushes under way have reserved of the rest. */
@NullMarked
package org.shiplog.projections.quota;

import org.jspecify.annotations.NullMarked;
