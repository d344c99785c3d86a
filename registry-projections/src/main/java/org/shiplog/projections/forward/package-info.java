/** How far the audit log was forwarded to others, and which node does it. */
@NullMarked
package org.shiplog.projections.forward;

import org.jspecify.annotations.NullMarked;
