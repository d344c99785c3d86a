/** Several packaged nodes over one database and one blob directory, and what holds when some of them end. */
@NullMarked
package org.shiplog.e2e.cluster;

import org.jspecify.annotations.NullMarked;
