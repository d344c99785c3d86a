/** Who delivers to the targets of webhook policies on a node. */
@NullMarked
package org.shiplog.cluster.webhook;

import org.jspecify.annotations.NullMarked;
