/** Forwards the audit log to where administrators want it. */
@NullMarked
package org.shiplog.cluster.forward;

import org.jspecify.annotations.NullMarked;
